// Passkeys by plain forms: <form data-passkey="create|get" data-options="/account/passkey-options">, with
// <input type="hidden" name="credential"> and an optional <p data-passkey-error hidden>. Submitting asks the server for the
// options (POST, with the form's antiforgery field), the browser for the credential, and sends the form with it as JSON.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!globalThis.PublicKeyCredential) {
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", event => {
    const target = form.elements.namedItem("credential");
    if (target.value === "") {
      event.preventDefault();
      obtain(form).then(credential => {
        target.value = JSON.stringify(credential);
        form.submit();
      }).catch(error => show(form, error));
    }
  });
}

async function obtain(form) {
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(form.dataset.options, { method: "POST", body, credentials: "same-origin" });
  if (!response.ok) {
    throw new Error(`options: ${response.status}`);
  }
  const options = await response.json();
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? creation(options);
    return json(await navigator.credentials.create({ publicKey }));
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? request(options);
  return json(await navigator.credentials.get({ publicKey }));
}

function show(form, error) {
  const place = form.querySelector("[data-passkey-error]");
  if (place) {
    place.hidden = false;
    place.focus?.();
  }
  if (error.name !== "NotAllowedError" && error.name !== "AbortError") {
    console.error(error);
  }
}

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = list => (list ?? []).map(item => ({ ...item, id: bytes(item.id) }));

function creation(options) {
  return { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: listed(options.excludeCredentials) };
}

function request(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
}

function json(credential) {
  if (credential.toJSON) {
    try {
      return credential.toJSON();
    } catch {
      // Some password managers hand out a credential whose toJSON refuses; the fields are read below.
    }
  }
  const { response } = credential;
  const read = name => response[name] ? text(response[name]) : undefined;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: read("clientDataJSON"),
      attestationObject: read("attestationObject"),
      authenticatorData: read("authenticatorData"),
      signature: read("signature"),
      userHandle: read("userHandle"),
      transports: response.getTransports?.(),
    },
  };
}
