// Adding a song to a playlist without leaving the page: links [data-add-song] open a dialog with what they
// lead to (templates/playlists/_choose.html), whose forms htmx sends. Without it they are plain links.

const announcer = document.getElementById("announcer");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-add-song]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // before htmx, which would go there
  open(link);
}, true);

// A dialog closes when the page is exchanged, since it is a part of it.
async function open(link) {
  let words = "";
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    words = await answer.text();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no connection
    announcer.textContent = announcer.dataset.offline;
    return;
  }
  if (!words.includes('id="choose"')) return location.assign(link.href); // the session has ended, or an error
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "choose-title");
  dialog.append(...new DOMParser().parseFromString(words, "text/html").body.childNodes);
  dialog.addEventListener("close", () => { dialog.remove(); back(link); });
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
  dialog.addEventListener("submit", ({ target }) => { if (target.method === "dialog") dialog.close(); });
  document.getElementById("page").append(stylesheet(), dialog);
  window.htmx.process(dialog);
  dialog.showModal();
}

// To the link, or to the menu that has closed over it.
function back(link) {
  link.focus();
  if (document.activeElement !== link) link.closest("details")?.querySelector("summary").focus();
}

function stylesheet() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../css/playlists.css", import.meta.url);
  return document.querySelector(`link[href="${link.href}"]`) ?? link;
}
