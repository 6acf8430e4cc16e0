# Pullquote in a container; docs/hosting.md says how it is run.
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
ARG EXTRAS=postgres,metrics,errors
# Wheels alone, so no compiler is needed; docopt, which sumy asks for, is the one that has none and is made into one.
RUN pip wheel --no-cache-dir --only-binary=:all: --no-binary=docopt --wheel-dir /wheels ".[$EXTRAS]"
RUN python -m venv --without-pip /opt/pullquote \
    && pip --python /opt/pullquote/bin/python install --no-cache-dir --no-index --no-deps /wheels/*.whl

FROM python:3.13-slim
COPY --from=build /opt/pullquote /opt/pullquote
# A volume begins as what stands here: a folder of the bot's own user.
RUN mkdir -m 700 /data && chown 10001:10001 /data
# All that is ever written is in /data, matplotlib's list of fonts included; /tmp is for passing things alone.
ENV PATH=/opt/pullquote/bin:$PATH \
    HOME=/data \
    MPLCONFIGDIR=/data/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PULLQUOTE_DATABASE=sqlite:////data/archive.db \
    PULLQUOTE_BACKUPS=/data/backups \
    PULLQUOTE_HTTP=127.0.0.1:8080
USER 10001:10001
WORKDIR /data
VOLUME /data
# A first start may have a large archive to bring up to date.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m --retries=3 CMD ["pullquote", "health"]
ENTRYPOINT ["pullquote"]
CMD ["run"]
