"use strict";
// Searches the index that was made with these pages: no service is asked. search.py folds words as this does.

const MOST = 50;
const said = document.getElementById("said");
const found = document.getElementById("found");
const box = document.getElementById("words");
const shelves = new Map();

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const shelfOf = (word) => (/^[a-z0-9]/.test(word) ? word[0] : "other");

// One file is fetched once, when a word first asks for it.
function fetched(name) {
  if (!shelves.has(name)) {
    const got = fetch(`search/${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(name);
      return answer.json();
    });
    shelves.set(name, got);
    got.catch(() => shelves.delete(name));
  }
  return shelves.get(name);
}

// The reviews that hold a word which begins so: place -> 2 for the word itself, 1 for a longer one.
async function holding(word) {
  const places = new Map();
  if (!(await fetched("shelves")).includes(shelfOf(word))) return places;
  for (const [each, where] of Object.entries(await fetched(shelfOf(word)))) {
    if (!each.startsWith(word)) continue;
    for (const place of where) places.set(place, Math.max(places.get(place) ?? 0, each === word ? 2 : 1));
  }
  return places;
}

async function search(typed) {
  const words = folded(typed).match(/[\p{L}\p{N}]+/gu)?.map((word) => word.slice(0, 40)) ?? [];
  if (!words.length) return [];
  const each = await Promise.all(words.map(holding));
  const all = [...each[0].keys()].filter((place) => each.every((places) => places.has(place)));
  const worth = (place) => each.reduce((sum, places) => sum + places.get(place), 0);
  return all.sort((one, other) => worth(other) - worth(one) || one - other);
}

// Built of text alone: nothing of a review is ever read as markup.
function shown([path, film, author, day, line]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = path;
  link.textContent = film || "A review";
  item.append(link, ` by ${author}, ${day}`);
  if (line) {
    const quote = document.createElement("blockquote");
    quote.textContent = line;
    item.append(quote);
  }
  return item;
}

let asked = 0;

async function answer() {
  const typed = box.value.trim();
  const question = ++asked;
  found.replaceChildren();
  if (!typed) {
    said.textContent = "";
    return;
  }
  try {
    const [places, reviews] = await Promise.all([search(typed), fetched("reviews")]);
    // Whoever asked again meanwhile is not answered what they asked before.
    if (question !== asked) return;
    found.append(...places.slice(0, MOST).map((place) => shown(reviews[place])));
    const more = places.length > MOST ? `; these are the first ${MOST}` : "";
    said.textContent = `${places.length} ${places.length === 1 ? "review" : "reviews"}${more}.`;
  } catch {
    if (question === asked) said.textContent = "The index cannot be read: the pages have to come from a web server.";
  }
}

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?q=${encodeURIComponent(box.value)}`);
  answer();
});
box.value = new URLSearchParams(location.search).get("q") ?? "";
answer();
