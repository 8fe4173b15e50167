// The key or token of whoever uses the page: held in a variable, sent to this server, kept nowhere.

import { byId } from "./dom.js";
import { onCredentials, useCredentials } from "./server.js";
import { text } from "./wording.js";

/** Brings the panel for keys to life. */
export function startAccess() {
    const panel = byId("key-panel");
    const toggle = byId("key-toggle", HTMLButtonElement);
    const field = byId("key", HTMLInputElement);
    const forget = byId("key-forget", HTMLButtonElement);
    const state = byId("key-state");

    /** @param {boolean} isOpen */
    const open = (isOpen) => {
        panel.hidden = !isOpen;
        toggle.setAttribute("aria-expanded", String(isOpen));
    };
    const use = () => {
        const key = field.value.trim();

        // What a header cannot carry cannot be a key.
        if (!/^[\x21-\x7e]+$/.test(key)) {
            state.textContent = text("key.wrong");
            field.focus();
            return;
        }

        field.value = "";
        forget.disabled = false;
        useCredentials(key);
        state.textContent = text("key.used");
    };

    toggle.addEventListener("click", () => {
        open(toggle.getAttribute("aria-expanded") === "false");
        if (!panel.hidden) {
            field.focus();
        }
    });
    byId("key-use").addEventListener("click", use);
    field.addEventListener("keydown", (event) => event.key === "Enter" && use());
    forget.addEventListener("click", () => {
        useCredentials("");
        field.value = "";
        forget.disabled = true;
        state.textContent = text("key.forgotten");
        field.focus();
    });
    onCredentials((isAskedFor) => isAskedFor && open(true));
}
