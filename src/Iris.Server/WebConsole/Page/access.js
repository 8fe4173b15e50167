// The key or token of whoever uses the page: held in a variable, sent to this server, kept nowhere.

import { byId } from "./dom.js";
import { dropCredentials, onCredentials, useCredentials } from "./server.js";
import { text } from "./wording.js";

/** Opens the panel for keys, to enter one. */
export function openKeyPanel() {
    showPanel(true);
    byId("key").focus();
}

/** @param {boolean} isOpen */
function showPanel(isOpen) {
    byId("key-panel").hidden = !isOpen;
    byId("key-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** Brings the panel for keys to life. @returns {{ clear: () => void }} */
export function startAccess() {
    const toggle = byId("key-toggle", HTMLButtonElement);
    const field = byId("key", HTMLInputElement);
    const forget = byId("key-forget", HTMLButtonElement);
    const state = byId("key-state");

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

    toggle.addEventListener("click", () => toggle.getAttribute("aria-expanded") === "true" ? showPanel(false) : openKeyPanel());
    byId("key-use").addEventListener("click", use);
    field.addEventListener("keydown", (event) => event.key === "Enter" && use());
    const clear = () => {
        dropCredentials();
        field.value = state.textContent = "";
        forget.disabled = true;
    };
    forget.addEventListener("click", () => {
        clear();
        useCredentials("");
        state.textContent = text("key.forgotten");
        field.focus();
    });
    onCredentials((isAskedFor) => isAskedFor && showPanel(true));
    return { clear };
}
