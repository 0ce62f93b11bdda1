// Lets people ask the search in their own words. DocFX demands every word of a query, and its index has neither filler words nor dots.
const filler = new Set(('a able about after all also am an and any are as at be because been but by can could did do does for from get got had has have he her '
  + 'him his how however i if in into is it its just let like may me might most must my no nor not of off often on only or other our own said say '
  + 'should since so some than that the their them then there these they this to too us use using want was way we were what when where which while '
  + 'who why will with without would yet you your').split(' '))

function plain(query) {
  const words = query.toLowerCase().split(/[\s\-.()+?!,:'"`]+/).filter(word => word && !filler.has(word))
  return words.join(' ') || query
}

const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, ...rest) {
  return post.call(this, message?.q ? { ...message, q: plain(message.q) } : message, ...rest)
}

export default {}
