// Beside SimCord's preview: channels and threads, the apps menu, mentions, and links that stay in the club.
// The preview is framed from the same origin and left as it is; what it shows is only listened to.

const token = location.hash.slice(1);
const byId = (id) => document.getElementById(id);
const frame = byId("preview");
const status = byId("status");
const menu = byId("menu");
let channels = [];
let opened = 0;
let chosen = null;
let goal = null;
let following = 0;

async function ask(path, body) {
  const answer = await fetch(`/club/api/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "X-Club-Token": token, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

const inside = () => frame.contentDocument;
const viewer = () => inside()?.getElementById("viewer-picker")?.value || "";

function draw(state) {
  channels = state.channels;
  byId("channels").replaceChildren(...channels.map((channel) => {
    const row = document.createElement("li");
    row.className = channel.kind;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${channel.kind === "channel" ? "#" : channel.kind === "thread" ? "↳" : "🎞"} ${channel.name}`;
    button.title = channel.name;
    button.setAttribute("aria-current", String(channel.open));
    button.addEventListener("click", () => open(channel.id));
    row.append(button);
    return row;
  }));
}

function load(state) {
  draw(state);
  choose(null);
  opened += 1;
  // Another fragment alone would not load it anew.
  frame.src = state.frame.replace("/#", `/?opened=${opened}#`);
}

async function open(channel, message = null) {
  goal = message;
  status.textContent = "Opening …";
  try {
    load(await ask("open", { channel, viewer: viewer() }));
    status.textContent = "";
  } catch (error) {
    status.textContent = `That could not be opened (${error.message}).`;
  }
}

function choose(element) {
  inside()?.querySelectorAll("[data-chosen]").forEach((one) => { delete one.dataset.chosen; one.style.boxShadow = ""; });
  chosen = element;
  const author = element?.querySelector(".message-author, .author-name, strong")?.textContent;
  byId("chosen").textContent = element ? `The message${author ? ` by ${author}` : ""} that you clicked:` : "Click a message, then:";
  byId("read").disabled = byId("reply").disabled = !element;
  if (element) { element.dataset.chosen = "1"; element.style.boxShadow = "inset 3px 0 #5865f2"; }
}

function reply() {
  menu.hidden = true;
  chosen?.querySelector('[data-control-key$=":action:reply"]')?.click();
}

async function read() {
  menu.hidden = true;
  if (!chosen) return;
  status.textContent = "Reading …";
  try {
    draw(await ask("read", { message: chosen.dataset.messageId, viewer: viewer() }));
    status.textContent = "";
  } catch (error) {
    status.textContent = `That could not be read (${error.message}).`;
  }
}

function mention() {
  const field = inside()?.getElementById("channel-composer-input");
  if (!field) return;
  const setter = Object.getOwnPropertyDescriptor(frame.contentWindow.HTMLTextAreaElement.prototype, "value").set;
  setter.call(field, `@Pullquote ${field.value}`);
  field.dispatchEvent(new frame.contentWindow.Event("input", { bubbles: true }));
  field.focus();
}

/** Show a message of the club: here, or in the channel where it stands. */
function follow(address) {
  const [, channel, message] = address.match(/channels\/\d+\/(\d+)(?:\/(\d+))?/) || [];
  if (!channels.some((one) => one.id === channel)) return;
  if (channels.some((one) => one.id === channel && one.open)) show(message);
  else open(channel, message);
}

function show(message) {
  const found = message && inside()?.querySelector(`.channel-message[data-message-id="${message}"]`);
  if (found) {
    found.scrollIntoView({ block: "center" });
    choose(found);
    return true;
  }
  const field = inside()?.getElementById("message-exact-id");
  if (field && message) {
    field.value = message;
    field.form.requestSubmit();
  }
  return false;
}

/** After a message was sent, keep its answer in sight, as Discord's client does. */
function keepUp() {
  const newer = inside()?.getElementById("new-messages");
  if (Date.now() < following && newer && !newer.hidden) newer.click();
}

function listen() {
  const page = inside();
  if (!page) return;
  page.getElementById("channel-composer")?.addEventListener("submit", () => { following = Date.now() + 20000; });
  page.addEventListener("click", (event) => {
    menu.hidden = true;
    const link = event.target.closest?.('a[href^="https://discord.com/channels/"]');
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      follow(link.href);
      return;
    }
    const message = event.target.closest?.(".channel-message");
    if (message && !event.target.closest("button, a, select, input, textarea, summary")) choose(message);
  }, true);
  page.addEventListener("contextmenu", (event) => {
    const message = event.target.closest?.(".channel-message");
    if (!message) return;
    event.preventDefault();
    choose(message);
    const at = frame.getBoundingClientRect();
    menu.hidden = false;
    menu.style.left = `${Math.min(at.left + event.clientX, innerWidth - menu.offsetWidth - 8)}px`;
    menu.style.top = `${Math.min(at.top + event.clientY, innerHeight - menu.offsetHeight - 8)}px`;
    byId("menu-read").focus();
  });
  if (goal) {
    const wanted = goal;
    goal = null;
    let tries = 0;
    const wait = setInterval(() => {
      tries += 1;
      if (page !== inside() || tries > 50 || (page.querySelector(".channel-message") && show(wanted))) clearInterval(wait);
    }, 200);
  }
}

frame.addEventListener("load", listen);
document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.hidden = true; });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") menu.hidden = true; });
byId("read").addEventListener("click", read);
byId("menu-read").addEventListener("click", read);
byId("reply").addEventListener("click", reply);
byId("menu-reply").addEventListener("click", reply);
byId("mention").addEventListener("click", mention);
setInterval(keepUp, 400);
setInterval(() => ask("state").then((state) => { if (state.frame) draw(state); }).catch(() => {}), 3000);
load(await ask("state"));
