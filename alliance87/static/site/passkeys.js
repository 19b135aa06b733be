// Connects the buttons of a page to allauth's passkey functions. What an element says about itself:
// data-passkey names the function, its other data the ids of what belongs to it.

for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey, ...ids } = place.dataset;
  if (!window.PublicKeyCredential && place.classList.contains("needs-script")) continue;
  place.hidden = false;
  window.allauth.webauthn.forms[passkey]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
});
