// Shows the token to the door: typed, or handed over behind the "#" of the address, which is never sent to a server.
(() => {
  const wrong = document.getElementById("wrong");
  const show = async (token) => {
    let answer = null;
    try {
      answer = await fetch("/door/token", { method: "POST", body: token, credentials: "same-origin" });
    } catch { /* told below */ }
    if (answer?.ok) location.reload();
    else wrong.textContent = answer ? "This is not the token of this start." : "The dashboard is not running.";
  };
  const handed = new URLSearchParams(location.hash.slice(1)).get("door");
  if (handed) {
    history.replaceState(null, "", location.pathname + location.search);
    show(handed);
  } else {
    // A browser leaves a strict cookie out when a link led here; asked from here, it sends it.
    fetch("/door/idle", { credentials: "same-origin" }).then((answer) => { if (answer.ok) location.reload(); }, () => {});
  }
  document.getElementById("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    show(document.getElementById("token").value);
  });
})();
