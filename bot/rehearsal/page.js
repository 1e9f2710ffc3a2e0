// Plays the user: shows a chat as the server keeps it, sends what the person types and presses.
// Text is put together from entities, node by node; nothing that anybody wrote is read as HTML.

"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const address = new URLSearchParams(location.search);
const $ = (id) => document.getElementById(id);
const state = { chat: Number(address.get("chat")) || 0, seen: -1, toast: null, editing: null, inline: 0, shown: "" };

const say = (key, values = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

function element(name, className = "", ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

async function ask(control, given) {
  const options = given && { method: "POST", body: JSON.stringify(given) };
  const answer = await fetch(`/rehearsal/${control}`, options);
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

// ---- text and entities

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote" };

/** The nodes of a text; entities nest, the outer ones come first. Offsets are UTF-16 units, as in JavaScript. */
function nodes(text, entities, from = 0, to = text.length) {
  const made = [];
  let at = from;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    made.push(...plain(text.slice(at, entity.offset)));
    const inner = entities.slice(i + 1).filter((each) => each.offset < end);
    made.push(marked(entity, text.slice(entity.offset, end), nodes(text, inner, entity.offset, end)));
    // A block begins a line of its own after it, so that the line break in the text would be a second one.
    const block = entity.type.endsWith("blockquote") || entity.type === "pre";
    at = block && text[end] === "\n" && end < to ? end + 1 : end;
  }
  made.push(...plain(text.slice(at, to)));
  return made;
}

/** A text in which /commands can be pressed. */
function plain(text) {
  return text.split(/((?<![^\s，。：（])\/[a-z][a-z0-9_]*)/).map((part, i) => {
    if (i % 2 === 0) return part;
    return pressable(element("a", "", part), () => send(part));
  });
}

function pressable(node, act) {
  node.tabIndex = 0;
  node.addEventListener("click", (event) => { event.preventDefault(); act(); });
  return node;
}

function marked(entity, text, inside) {
  switch (entity.type) {
    case "text_link":
    case "url": return link(entity.url || text, inside);
    case "bot_command": return pressable(element("a", "", text), () => send(text));
    case "mention": return element("a", "", text);
    case "spoiler": {
      const hidden = element("span", "spoiler", ...inside);
      return pressable(hidden, () => hidden.classList.add("told"));
    }
    case "expandable_blockquote": return folding(element("blockquote", "folds", ...inside));
    default: return element(TAGS[entity.type] || "span", "", ...inside);
  }
}

function folding(quote) {
  const key = `${state.chat}:${quote.textContent.slice(0, 80)}`;
  const arrow = element("span", "fold");
  const show = () => {
    const open = folding.open.has(key) || address.has("open");
    quote.classList.toggle("folded", !open);
    arrow.textContent = open ? "⌃" : "⌄";
  };
  quote.append(arrow);
  show();
  return pressable(quote, () => { folding.open.has(key) ? folding.open.delete(key) : folding.open.add(key); show(); });
}
folding.open = new Set();

/** A link; one that begins a talk with this bot does so here. */
function link(url, inside) {
  const made = element("a", "", ...inside);
  if (!/^(https?|tg):/i.test(url)) return made;
  const deep = url.match(/^https?:\/\/t\.me\/(\w+)\?start=([\w-]+)/);
  if (deep && deep[1] === state.bot.username) return pressable(made, () => begin(deep[2]));
  made.href = url;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function begin(parameter) {
  if (state.chat < 0) open(1);
  ask("say", { chat: state.chat, text: `/start ${parameter}` });
}

// ---- messages

const ICONS = { voice: "🎤", photo: "🖼", document: "📄", sticker: "👍", location: "📍" };

function attachment(message) {
  const kind = Object.keys(ICONS).find((each) => message[each]);
  if (!kind) return [];
  const file = kind === "photo" ? message.photo[0] : message[kind];
  const size = !file.file_size ? "" : file.file_size < 1024 ? `${file.file_size} B` : `${(file.file_size / 1024).toFixed(1)} KB`;
  const who = element("span", "who", element("b", "", file.file_name || say(kind)), element("small", "", size));
  const card = element("a", "file", element("span", "icon", ICONS[kind]), who);
  if (file.file_id) {
    card.href = `/rehearsal/file?id=${encodeURIComponent(file.file_id)}`;
    card.download = "";
  }
  return [card];
}

function bubble(message) {
  const made = element("div", "bubble");
  const chat = state.view.chat;
  if (!chat.private) made.append(element("span", "sender", message.from.first_name));
  if (message.via_bot) made.append(element("span", "via", say("via", { bot: message.via_bot.username })));
  if (message.reply_to_message) made.append(element("span", "reply", message.reply_to_message.text || "…"));
  made.append(...attachment(message));
  const time = new Date(message.date * 1000).toTimeString().slice(0, 5);
  const stamp = (message.edit_date ? `${say("edited")} ` : "") + time + (message.by_bot ? "" : " ✓✓");
  const text = message.text ?? message.caption ?? "";
  made.append(...nodes(text, message.entities || message.caption_entities || []));
  made.append(element("span", "stamp", stamp));
  if (!message.by_bot && message.text) made.addEventListener("dblclick", () => edit(message));
  return made;
}

function keys(message) {
  const rows = message.reply_markup?.inline_keyboard || [];
  if (!rows.length) return [];
  const made = element("div", "keys");
  rows.forEach((row) => made.append(element("div", "", ...row.map((button) => key(message, button)))));
  return [made];
}

function key(message, button) {
  const made = element("button", button.url ? "link" : "", button.text);
  made.type = "button";
  made.addEventListener("click", () => {
    if (button.url) return link(button.url, [""]).click();
    if (button.switch_inline_query_current_chat !== undefined) {
      $("text").value = `@${state.bot.username} ${button.switch_inline_query_current_chat}`;
      $("text").focus();
      return typed();
    }
    made.classList.add("waiting");
    return ask("press", { chat: state.chat, message_id: message.message_id, button: button.callback_data });
  });
  return made;
}

function show(view) {
  state.view = view;
  state.bot = view.bot;
  document.title = say("title", { bot: view.bot.first_name });
  $("text").title = say("inline_hint", { bot: view.bot.username });
  showChats(view);
  document.body.classList.toggle("in-chat", state.chat !== 0);
  const chat = view.chat;
  $("name").textContent = chat && !chat.private ? chat.name : view.bot.first_name;
  face($("face"), $("name").textContent, 0);
  $("block").textContent = chat ? say(chat.blocked ? "unblock" : "block") : "";
  $("menu").hidden = !chat?.commands.length;
  const fresh = !chat?.messages.length;
  $("start").hidden = !fresh || state.chat <= 0;
  $("write").hidden = state.chat === 0 || (fresh && state.chat > 0);
  for (const each of document.querySelectorAll(".waiting")) each.classList.remove("waiting");
  showStatus();
  showMessages(chat);
  showToasts(view.toasts);
}

function showStatus() {
  const chat = state.view.chat;
  const acting = chat && chat.acting[1] && Date.now() / 1000 - chat.acting[0] < 5;
  const last = chat?.messages.at(-1);
  const typing = acting && (!last || !last.by_bot);
  $("status").textContent = say(chat?.blocked ? "blocked" : typing ? "typing" : "is_bot");
  $("status").classList.toggle("acting", Boolean(typing));
  clearTimeout(showStatus.timer);
  if (typing) showStatus.timer = setTimeout(showStatus, 1000);
}

function showMessages(chat) {
  const content = JSON.stringify([state.chat, chat?.messages]);
  if (content === state.shown) return;
  state.shown = content;
  const list = $("messages");
  const made = [];
  let day = "";
  for (const message of chat?.messages || []) {
    const date = new Date(message.date * 1000);
    const its = say("day", { month: date.getMonth() + 1, day: date.getDate() });
    if (its !== day) made.push(element("span", "day", its));
    day = its;
    const mine = message.by_bot ? "" : " mine";
    const below = keys(message);
    made.push(element("div", `message${mine}${below.length ? " keyed" : ""}`, bubble(message), ...below));
  }
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.replaceChildren(...made);
  if (atEnd || chat?.messages.at(-1)?.by_bot === false) list.scrollTop = list.scrollHeight;
}

function face(node, name, number) {
  node.textContent = Array.from(name)[0] || "?";
  node.className = `face c${Math.abs(number) % 5}`;
}

function showChats(view) {
  const chats = [...view.chats].sort((a, b) => b.date - a.date);
  if (state.chat && !chats.some((each) => each.id === state.chat)) {
    chats.unshift({ id: state.chat, name: say(state.chat > 0 ? "user" : "group", { id: Math.abs(state.chat) }), last: say("nothing_yet") });
  }
  $("chat-list").replaceChildren(...chats.slice(0, 200).map((each) => {
    const circle = element("span");
    face(circle, each.name, each.id);
    const who = element("span", "who", element("b", "", each.name), element("small", "", each.last));
    const made = element("button", each.id === state.chat ? "here" : "", circle, who);
    made.type = "button";
    made.addEventListener("click", () => open(each.id));
    return made;
  }));
}

function showToasts(toasts) {
  const last = toasts.at(-1)?.number || 0;
  if (state.toast === null) state.toast = last;
  const fresh = toasts.filter((each) => each.number > state.toast && each.chat === state.chat).at(-1);
  state.toast = last;
  if (!fresh) return;
  if (fresh.alert) {
    $("alert").querySelector("p").textContent = fresh.text;
    $("alert").showModal();
    return;
  }
  $("toast").textContent = fresh.text;
  $("toast").hidden = false;
  clearTimeout(showToasts.timer);
  showToasts.timer = setTimeout(() => { $("toast").hidden = true; }, 3000);
}

// ---- what the person does

function open(chat) {
  state.chat = chat;
  address.set("chat", chat);
  history.replaceState(null, "", `?${address}`);
  edit(null);
  refresh(true);
}

function send(text) {
  const from = state.chat < 0 ? { group: true, user: 1 } : {};
  const edited = state.editing ? { edited_message_id: state.editing.message_id } : {};
  edit(null);
  return ask("say", { chat: state.chat, text, ...from, ...edited });
}

function edit(message) {
  state.editing = message;
  $("editing").hidden = !message;
  $("text").value = message ? message.text : "";
  if (message) $("text").focus();
  typed();
}

/** The field grows with its text; after @bot, what is typed is an inline question. */
function typed() {
  const field = $("text");
  field.style.height = "auto";
  if (field.scrollHeight) field.style.height = `${field.scrollHeight}px`;
  const prefix = `@${state.bot?.username} `;
  const inline = field.value.startsWith(prefix);
  if (!inline) $("answers").hidden = true;
  clearTimeout(typed.timer);
  if (inline) typed.timer = setTimeout(() => lookUp(field.value.slice(prefix.length)), 300);
}

async function lookUp(query) {
  const turn = ++state.inline;
  const user = state.chat > 0 ? state.chat : 1;
  const asked = (await ask("inline", { query, user })).inline_query;
  const answers = await ask(`inline_answers?query_id=${asked.id}`).catch(() => []);
  if (turn !== state.inline || !$("text").value.startsWith("@")) return;
  $("answers").replaceChildren(...answers.map((each) => {
    const made = element("button", "", element("b", "", each.title || each.id), element("small", "", each.description || ""));
    made.type = "button";
    made.addEventListener("click", () => {
      edit(null);
      ask("choose", { chat: state.chat, query_id: asked.id, result_id: each.id, user });
    });
    return made;
  }));
  $("answers").hidden = !answers.length;
}

function sheet(id, choices) {
  const list = $(id);
  const was = list.hidden;
  for (const each of document.querySelectorAll(".sheet")) each.hidden = true;
  list.replaceChildren(...choices.map(([name, about, act]) => {
    const made = element("button", "", element("b", "", name), element("small", "", about));
    made.type = "button";
    made.addEventListener("click", () => { list.hidden = true; act(); });
    return made;
  }));
  list.hidden = !was;
}

function listen() {
  $("write").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (text) send(text);
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      $("write").requestSubmit();
    } else if (event.key === "ArrowUp" && !$("text").value) {
      const mine = state.view.chat?.messages.filter((each) => !each.by_bot && each.text).at(-1);
      if (mine) edit(mine);
    } else if (event.key === "Escape") edit(null);
  });
  $("text").addEventListener("input", typed);
  $("stop-editing").addEventListener("click", () => edit(null));
  $("start").addEventListener("click", () => send("/start"));
  $("menu").addEventListener("click", () => sheet("menu-list", state.view.chat.commands.map(
    (each) => [`/${each.command}`, each.description, () => send(`/${each.command}`)])));
  $("attach").addEventListener("click", () => sheet("attach-list", Object.keys(ICONS).map(
    (kind) => [`${ICONS[kind]} ${say(kind)}`, "", () => ask("send", { chat: state.chat, kind })])));
  $("block").addEventListener("click", () => ask("block", { chat: state.chat, blocked: !state.view.chat.blocked }));
  $("back").addEventListener("click", () => open(0));
  const free = () => Math.max(0, ...state.view.chats.map((each) => Math.abs(each.id))) + 1;
  $("new-chat").addEventListener("click", () => open(free()));
  $("new-group").addEventListener("click", () => open(-free()));
}

async function refresh(now) {
  const waits = now ? "" : `&seen=${state.seen}`;
  const view = await ask(`view?chat=${state.chat}${waits}`);
  state.seen = view.version;
  show(view);
}

async function follow() {
  for (;;) {
    try {
      await refresh(state.seen < 0);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
for (const node of document.querySelectorAll("[data-label]")) {
  node.setAttribute("aria-label", say(node.dataset.label));
  if (node.id === "text") node.placeholder = say(node.dataset.label);
}
if (address.has("static")) {
  document.body.classList.add("static", "in-chat");
  refresh(true).then(() => setTimeout(() => {  // whoever photographs the page reads how tall it is
    document.documentElement.dataset.height = document.querySelector("main").scrollHeight;
  }, 1000));
} else {
  if (!state.chat) state.chat = matchMedia("(min-width: 721px)").matches ? 1 : 0;
  listen();
  follow();
}
