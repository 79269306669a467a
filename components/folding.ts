/** Where a browser keeps which groups its visitor folded or opened, by the ids of their elements. */
export const FOLDS = 'allswell.folds';

/** The query of a page that shows what was looked for: folding would hide it, so that the list is as it is found. */
export const FILTERED = /[?&](q|state)=./;

/** Gives a group the visitor's folding before it is painted: run inside of it, as the page comes in. */
export const FOLD_EARLY = `try{let d=document.currentScript.parentNode,o=JSON.parse(localStorage.getItem("${FOLDS}"))[d.id];if(o!=null&&!${FILTERED}.test(location.search))d.open=o}catch{}`;
