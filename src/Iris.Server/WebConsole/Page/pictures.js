// Pictures as somebody gives them: files, photographs, addresses. They are held by the page alone.

import { text } from "./wording.js";

/** What browsers offer to choose from. Phones convert to one of these what they take pictures in. */
export const accepted = "image/jpeg,image/png,image/webp,image/gif,image/bmp";

/** A picture, until it is released. */
export class Picture {
    /** @type {string | null} */
    #view = null;

    /**
     * @param {string} name What to call it at first.
     * @param {Blob | null} file
     * @param {string | null} address Where the server fetches it from, when it is no file.
     */
    constructor(name, file, address = null) {
        this.name = name;
        this.file = file;
        this.address = address;
    }

    /** Something to show it by; null when this page does not have it. */
    get view() {
        if (this.file !== null) {
            this.#view ??= URL.createObjectURL(this.file);
        }

        return this.#view;
    }

    /** Forgets it. */
    release() {
        if (this.#view !== null) {
            URL.revokeObjectURL(this.#view);
        }

        [this.#view, this.file, this.address, this.name] = [null, null, null, ""];
    }
}

/** A picture of a file. @param {File} file */
export const ofFile = (file) => new Picture(withoutEnding(file.name), file);

/** A picture that the server is to fetch; null when it is no address. @param {string} line */
export function ofAddress(line) {
    let url;
    try {
        url = new URL(line);
    } catch {
        return null;
    }

    if (url.protocol !== "http:" && url.protocol !== "https:") {
        return null;
    }

    const last = url.pathname.split("/").findLast((part) => part !== "") ?? url.hostname;
    return new Picture(withoutEnding(decoded(last)), null, url.href);
}

/**
 * The pictures among files, and how many others there are.
 * @param {Iterable<File>} files
 */
export function sift(files) {
    const all = [...files].filter((file) => !file.name.startsWith("."));
    const pictures = all.filter((file) => file.type.startsWith("image/") || file.type === "");
    return { pictures: pictures.map(ofFile), others: all.length - pictures.length };
}

/**
 * The files that are dropped or pasted, those in folders too.
 * @param {DataTransfer} transfer It has nothing any more once the event is over.
 * @returns {Promise<File[]>}
 */
export async function filesOf(transfer) {
    const items = [...transfer.items].filter((item) => item.kind === "file");
    const found = await Promise.all(items.map((item) => {
        const entry = item.webkitGetAsEntry?.();
        const file = item.getAsFile();
        return entry?.isDirectory ? inFolder(/** @type {FileSystemDirectoryEntry} */ (entry)) : file === null ? [] : [file];
    }));
    return found.flat();
}

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<File[]>} */
async function inFolder(folder) {
    const reader = folder.createReader();
    /** @type {File[]} */
    const files = [];
    for (;;) {
        /** @type {FileSystemEntry[]} */
        const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (entries.length === 0) {
            return files.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
        }

        for (const entry of entries) {
            if (entry.isDirectory) {
                files.push(...await inFolder(/** @type {FileSystemDirectoryEntry} */ (entry)));
            } else {
                files.push(await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)));
            }
        }
    }
}

let photos = 0;
let pasted = 0;

/** A picture that a camera has taken. @param {Blob} file */
export const ofPhoto = (file) => new Picture(text("picture.photo", { count: ++photos }), file);

/** What a browser calls a pasted picture is no name of anybody. @param {File} file */
export const ofPaste = (file) => new Picture(text("picture.pasted", { count: ++pasted }), file);

/** @param {string} name */
const withoutEnding = (name) => name.replace(/\.[A-Za-z0-9]{1,5}$/, "").replaceAll("_", " ").trim() || name;

/** @param {string} part */
function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
