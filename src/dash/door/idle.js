// Blanks the screen when nobody touched it for as long as the clinic set, until a press. The whole page is taken out of the
// document, so nothing of a patient is left in it; what was typed and chosen is there again after the press.
(() => {
  const LOOK_MS = 2000, ASK_MS = 60000, MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"];
  let touched = Date.now(), asked = 0, minutes = null, page = null, cover = null, pressed = false, scrolled = [], title = "", place = null,
    pointer = "";

  const ask = async () => {
    asked = Date.now();
    try {
      const answer = await fetch("/door/idle", { credentials: "same-origin", cache: "no-store" });
      if (answer.ok) minutes = (await answer.json()).minutes;
    } catch { /* the server is gone: what it said last still holds */ }
  };

  const drawn = () => {
    const made = document.createElement("body");
    made.id = "locked";
    made.innerHTML = `<style>
      #locked { margin: 0; min-height: 100vh; display: grid; place-content: center; background: #FFFFFF; color: #1B2530;
        font: 16px/1.5 "Source Sans", "Source Sans Pro", system-ui, sans-serif; text-align: center; }
      #locked h1 { font-size: 1.25rem; margin: 0; }
      #locked p { margin: .5rem 0 1rem; }
      #locked button { font: inherit; padding: .5rem 1rem; border: 1px solid #5A6672; border-radius: 4px; background: inherit; color: inherit; }
      @media (prefers-color-scheme: dark) { #locked { background: #12171C; color: #E7EBEF; } #locked button { border-color: #A3AEB9; } }
      </style><main><h1>Screen blanked</h1><p></p><button type="button">Show the page again</button></main>`;
    made.querySelector("p").textContent = `Nobody touched this page for ${minutes} minute${minutes === 1 ? "" : "s"}.`;
    // What the page behind adds to the document or removes from it meanwhile goes to where the page is kept.
    for (const name of ["appendChild", "insertBefore", "removeChild", "append", "prepend"]) {
      made[name] = (...nodes) => page[name](...nodes);
    }
    return made;
  };

  const lock = () => {
    scrolled = [...document.querySelectorAll("*")].filter((box) => box.scrollTop || box.scrollLeft)
      .map((box) => [box, box.scrollTop, box.scrollLeft]);
    [page, title, place, pressed] = [document.body, document.title, document.activeElement, false];
    cover = drawn();
    document.documentElement.replaceChild(cover, page);
    document.title = "Screen blanked";
    cover.querySelector("button").focus();
  };

  const unlock = () => {
    document.documentElement.replaceChild(page, cover);
    for (const [box, top, left] of scrolled) { box.scrollTop = top; box.scrollLeft = left; }
    document.title = title;
    place?.focus?.({ preventScroll: true });
    [page, cover, place, scrolled, touched] = [null, null, null, [], Date.now()];
    dispatchEvent(new Event("resize"));
  };

  const look = () => {
    if (page) return;
    if (Date.now() - asked > ASK_MS) ask();
    if (minutes && Date.now() - touched >= minutes * 60000) lock();
  };

  // The press that shows the page again does nothing else: no key and no click reaches what lies behind.
  const press = (event) => {
    if (!page) {
      // A browser says that a pointer at rest moved when the page moves under it.
      const where = event.type === "pointermove" ? `${event.screenX} ${event.screenY}` : "";
      if (!where || where !== pointer) {
        if (where) pointer = where;
        look(); // a computer that slept wakes with a touch: the page was left alone before it
        if (!page) touched = Date.now();
      }
      if (!page) return;
    }
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
    const modifier = MODIFIERS.includes(event.key);
    if (event.type === "keydown" || event.type === "pointerdown") pressed = !modifier;
    if (pressed && (event.type === "keyup" || event.type === "click") && !modifier) unlock();
  };
  for (const kind of ["pointerdown", "pointerup", "pointermove", "mousedown", "mouseup", "click", "dblclick", "contextmenu", "keydown",
    "keypress", "keyup", "wheel", "touchstart", "touchend", "input", "paste", "drop"]) {
    addEventListener(kind, press, { capture: true, passive: /wheel|touch/.test(kind) });
  }
  for (const kind of ["visibilitychange", "focus", "pageshow", "resume"]) addEventListener(kind, look, { capture: true });
  setInterval(look, LOOK_MS);
  ask();
})();
