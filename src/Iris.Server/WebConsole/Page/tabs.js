// Views as tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/. The browser's history learns nothing of them.

/**
 * @param {HTMLElement} list
 * @param {(id: string) => void} onShow Called with the view's id.
 */
export function startTabs(list, onShow) {
    const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);

    /** @param {HTMLElement} chosen */
    function choose(chosen) {
        for (const tab of tabs) {
            const isChosen = tab === chosen;
            tab.setAttribute("aria-selected", String(isChosen));
            tab.tabIndex = isChosen ? 0 : -1;
            /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? "")).hidden = !isChosen;
        }

        onShow(chosen.getAttribute("aria-controls") ?? "");
    }

    list.addEventListener("click", (event) => {
        const tab = /** @type {Element} */ (event.target).closest("[role=tab]");
        if (tab instanceof HTMLElement) {
            choose(tab);
        }
    });
    list.addEventListener("keydown", (event) => {
        const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const next = /** @type {Record<string, number>} */ ({
            ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1,
        })[event.key];
        if (at >= 0 && next !== undefined) {
            event.preventDefault();
            tabs[next].focus();
            choose(tabs[next]);
        }
    });
}
