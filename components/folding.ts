/** Where a browser keeps which groups its visitor folded or opened, by the ids of their elements. */
export const FOLDS = 'allswell.folds';

/** Gives a group the visitor's folding before it is painted: run inside of it, as the page comes in. */
export const FOLD_EARLY = `try{let d=document.currentScript.parentNode,o=JSON.parse(localStorage.getItem("${FOLDS}"))[d.id];if(o!=null)d.open=o}catch{}`;
