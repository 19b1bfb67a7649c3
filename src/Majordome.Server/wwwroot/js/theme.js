// The reader's choice of theme: system, light or dark, kept in a cookie so that the server renders it.
// <button data-theme-choice="dark" hidden>…</button>, or a <select data-theme-choice>; both are shown once this module runs.

const cookie = "majordome-theme";

function apply(choice) {
  if (choice === "light" || choice === "dark") {
    document.documentElement.dataset.bsTheme = choice;
  } else {
    delete document.documentElement.dataset.bsTheme;
  }
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = choice === "light" || choice === "dark"
    ? `${cookie}=${choice}; path=/; max-age=31536000; samesite=lax${secure}`
    : `${cookie}=; path=/; max-age=0; samesite=lax${secure}`;
  mark();
}

function mark() {
  const current = document.documentElement.dataset.bsTheme ?? "system";
  for (const control of document.querySelectorAll("[data-theme-choice]")) {
    control.hidden = false;
    if (control.matches("select")) {
      control.value = current;
    } else {
      control.setAttribute("aria-pressed", String(control.dataset.themeChoice === current));
    }
  }
}

document.addEventListener("click", event => {
  const button = event.target.closest("button[data-theme-choice]");
  if (button) {
    apply(button.dataset.themeChoice);
  }
});
document.addEventListener("change", event => {
  if (event.target.matches("select[data-theme-choice]")) {
    apply(event.target.value);
  }
});
mark();
