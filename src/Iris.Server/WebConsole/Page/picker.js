// Where pictures come in: choose, photograph, drop, paste, name an address.

import { byId, make } from "./dom.js";
import { photograph } from "./camera.js";
import { accepted, filesOf, ofAddress, ofPaste, ofPhoto, sift } from "./pictures.js";
import { text } from "./wording.js";

/** @typedef {import("./pictures.js").Picture} Picture */

/**
 * Puts the ways in which pictures come in into a zone of the page.
 * @param {string} id The zone's; its parts' begin with it.
 * @param {{ many: boolean, before: Element | null, onPictures: (pictures: Picture[]) => void }} options
 */
export function addPicker(id, { many, before, onPictures }) {
    const zone = byId(id, HTMLElement);
    const say = make("p", { class: "note warning", id: `${id}-wrong`, role: "status" });
    const addresses = addressField(id, many, say, (pictures) => take(pictures));
    let cleared = new AbortController();

    /** @param {Picture[]} pictures @param {number} [others] How many files are no pictures. */
    function take(pictures, others = 0) {
        // Under way with other pictures: results must not stand beside what they are not of.
        if (zone.closest("[data-running]") !== null) {
            say.textContent = text("pick.locked");
            return;
        }

        say.textContent = [
            others > 0 ? text("pick.passedOver", { count: others }) : pictures.length === 0 ? text("pick.none") : "",
            pictures.length > 1 && !many ? text("pick.first", { count: pictures.length }) : "",
        ].filter(Boolean).join(" ");
        if (pictures.length > 0) {
            onPictures(many ? pictures : pictures.slice(0, 1));
        }
    }

    /** Forgets what was typed, and what is still being read. */
    function clear() {
        cleared.abort();
        cleared = new AbortController();
        addresses.clear();
        say.textContent = "";
    }

    zone.insertBefore(make("div", { class: "picker" },
        make("p", { class: "hint" }, text(many ? "pick.dropMany" : "pick.drop")),
        make("div", { class: "buttons" },
            ...fileInput(`${id}-file`, text(many ? "pick.files" : "pick.file"), { multiple: many, accept: accepted }, take),
            ...(many ? fileInput(`${id}-folder`, text("pick.folder"), { webkitdirectory: true }, take) : []),
            ...photoButton(id, take)),
        addresses.element,
        say), before);
    acceptDrops(zone, async (transfer) => {
        const { signal } = cleared;
        const files = await filesOf(transfer).catch(() => null);
        if (signal.aborted) {
            return;
        }

        if (files === null) {
            say.textContent = text("pick.unreadable");
        } else {
            const { pictures, others } = sift(files);
            take(pictures, others);
        }
    });
    return { take, clear };
}

/** Takes pictures that are pasted into a view. @param {HTMLElement} view @param {(pictures: Picture[], where: Element) => void} onPictures */
export function acceptPastes(view, onPictures) {
    document.addEventListener("paste", async (event) => {
        const where = event.target instanceof Element ? event.target : document.body;
        if (view.hidden || document.querySelector("dialog[open]") || event.clipboardData === null || event.clipboardData.files.length === 0) {
            return;
        }

        event.preventDefault();
        const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
        if (files.length > 0) {
            // A file that was copied has a name of its own, a picture that was copied is called image.png.
            onPictures(files.map((file) => /^image\.\w+$/.test(file.name) ? ofPaste(file) : sift([file]).pictures[0]), where);
        }
    });
}

/**
 * @param {string} id @param {string} label @param {Record<string, string | boolean>} attributes
 * @param {(pictures: Picture[], others: number) => void} take
 */
function fileInput(id, label, attributes, take) {
    const input = make("input", { type: "file", id, class: "unseen", ...attributes });
    input.addEventListener("change", () => {
        const { pictures, others } = sift(input.files ?? []);

        // The same file may be chosen again.
        input.value = "";
        take(pictures, others);
    });
    return [input, make("label", { for: id, class: "button" }, label)];
}

/** @param {string} id @param {(pictures: Picture[]) => void} take */
function photoButton(id, take) {
    const isPhone = matchMedia("(pointer: coarse)").matches;
    if (!isPhone && navigator.mediaDevices === undefined) {
        return [];
    }

    const capture = make("input", { type: "file", id: `${id}-capture`, accept: "image/*", capture: "environment", hidden: true });
    capture.addEventListener("change", () => {
        const photos = [...capture.files ?? []].map(ofPhoto);
        capture.value = "";
        take(photos);
    });
    const button = make("button", { type: "button", id: `${id}-photo` }, text("pick.photo"));
    button.addEventListener("click", async () => {
        if (isPhone) {
            capture.click();
            return;
        }

        const photo = await photograph();
        if (photo !== null) {
            take([ofPhoto(photo)]);
        }
    });
    return [button, capture];
}

/** @param {string} id @param {boolean} many @param {HTMLElement} say @param {(pictures: Picture[]) => void} take */
function addressField(id, many, say, take) {
    const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": `${id}-url-hint` };
    const input = many
        ? make("textarea", { id: `${id}-url`, rows: 3, ...plain })
        : make("input", { id: `${id}-url`, type: "text", inputmode: "url", ...plain });
    const use = make("button", { type: "button", id: `${id}-url-use` }, text(many ? "pick.add" : "pick.use"));
    const add = () => {
        const lines = input.value.split(/\s+/).filter((line) => line !== "");
        const pictures = lines.map(ofAddress);
        if (lines.length === 0 || pictures.includes(null)) {
            say.textContent = text("pick.noAddress");
            input.focus();
            return;
        }

        input.value = "";
        take(/** @type {Picture[]} */ (pictures));
    };
    use.addEventListener("click", add);
    if (!many) {
        input.addEventListener("keydown", (event) => /** @type {KeyboardEvent} */ (event).key === "Enter" && add());
    }

    const element = make("details", { class: "by-address" },
        make("summary", {}, text("pick.byAddress")),
        make("div", { class: "field" }, make("label", { for: `${id}-url` }, text(many ? "pick.addresses" : "pick.address")), input, use),
        make("p", { class: "hint", id: `${id}-url-hint` }, text("pick.addressHint")));
    return { element, clear: () => input.value = "" };
}

/** @param {HTMLElement} zone @param {(transfer: DataTransfer) => void} onDrop */
function acceptDrops(zone, onDrop) {
    let inside = 0;
    /** @param {number} change */
    const count = (change) => {
        inside = Math.max(0, inside + change);
        zone.classList.toggle("over", inside > 0);
    };
    zone.addEventListener("dragenter", () => count(1));
    zone.addEventListener("dragleave", () => count(-1));
    zone.addEventListener("drop", (event) => {
        event.preventDefault();
        count(-inside);
        if (event.dataTransfer !== null) {
            onDrop(event.dataTransfer);
        }
    });
}

/** What is dropped beside a zone must not be opened in place of the page. */
export function refuseOtherDrops() {
    for (const name of /** @type {const} */ (["dragover", "drop"])) {
        document.addEventListener(name, (event) => event.preventDefault());
    }
}
