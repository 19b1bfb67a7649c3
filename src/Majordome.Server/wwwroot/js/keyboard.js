// Keys of staff pages. A key does what a visible control does: the control carries data-key="p", and pressing P clicks it
// (a field is focused instead). J and K move over the rows, whose own controls come before the page's; G then a letter
// follows the navigation (data-go). Single letters are off in fields, and altogether with data-keyboard="off".

const root = document.querySelector("[data-keyboard]");
let going = 0;

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing) {
    return;
  }
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    withControl(event, field);
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  if (event.key === "Escape") {
    leave(event, field);
    return;
  }
  if (field && !field.matches("[type=checkbox], [type=radio], [type=submit], [type=button]")) {
    return;
  }
  if (!root || root.dataset.keyboard === "off" || document.querySelector("dialog[open]")) {
    return;
  }
  letter(event);
});

function withControl(event, field) {
  if (event.key === "Enter" && field?.form) {
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector("[data-key='ctrl+enter']") ?? undefined);
  } else if (event.key.toLowerCase() === "k") {
    press(event, "ctrl+k");
  }
}

function leave(event, field) {
  const menu = document.querySelector("details.m-menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (location.hash === "#navigation") {
    location.hash = "#content";
  } else if (field) {
    field.blur();
  }
}

function letter(event) {
  const key = event.key.toLowerCase();
  if (going && Date.now() - going < 1500) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
    return;
  }
  if (key === "g") {
    going = Date.now();
  } else if (key === "j" || key === "k") {
    move(event, key === "j" ? 1 : -1);
  } else if (event.key === "?") {
    help(event);
  } else {
    press(event, key);
  }
}

function row() {
  return document.activeElement?.closest("tr, [data-row]") ?? document.querySelector("tr.is-selected");
}

function press(event, key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const control = row()?.querySelector(selector)
    ?? [...document.querySelectorAll(selector)].find(found => !found.closest("tr, [data-row]") && found.checkVisibility());
  if (!control) {
    return;
  }
  event.preventDefault();
  if (control.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])")) {
    control.focus();
    control.select?.();
  } else {
    control.click();
    const target = control.dataset.keyFocus && document.getElementById(control.dataset.keyFocus);
    if (target) {
      target.focus();
    }
  }
}

function move(event, step) {
  const links = [...document.querySelectorAll("[data-rows] .m-cover")].filter(link => link.checkVisibility());
  if (links.length === 0) {
    return;
  }
  const at = links.indexOf(row()?.querySelector(".m-cover"));
  const next = links[Math.max(0, Math.min(links.length - 1, at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step))];
  event.preventDefault();
  next.focus();
  next.closest("tr, [data-row]").scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", event => {
  const chosen = event.target.closest("[data-rows] tr:has(.m-cover)");
  if (chosen) {
    for (const other of document.querySelectorAll("[data-rows] tr.is-selected")) {
      other.classList.toggle("is-selected", other === chosen);
    }
    chosen.classList.add("is-selected");
  }
});

document.addEventListener("click", event => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  const open = document.querySelector("details.m-menu[open]");
  if (open && !open.contains(event.target)) {
    open.removeAttribute("open");
  }
});

function help(event) {
  const dialog = document.getElementById("keys");
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
}
