// What is said of things that change faster than anybody can follow.

/**
 * Does something at once, and then no more often than once in a while: what is asked for in between is done once, when that is over.
 * @param {() => void} act
 * @param {number} milliseconds
 * @returns {{ ask: () => void, stop: () => void }}
 */
export function pace(act, milliseconds) {
    let timer = 0;
    let isAsked = false;

    function ask() {
        isAsked = true;
        if (timer === 0) {
            doNow();
        }
    }

    function doNow() {
        timer = 0;
        if (isAsked) {
            isAsked = false;
            timer = setTimeout(doNow, milliseconds);
            act();
        }
    }

    function stop() {
        clearTimeout(timer);
        [timer, isAsked] = [0, false];
    }

    return { ask, stop };
}
