namespace Skills.Replies;

/// <summary>A reason why a reply is not valid.</summary>
/// <param name="Code">
/// The schema keyword that is violated, such as <c>required</c>, or one of <c>too_large</c>, <c>too_deep</c>, <c>syntax</c>, <c>empty_key</c>,
/// <c>reasoning_unfinished</c>, <c>ambiguous</c> and <c>lossy</c>.
/// </param>
/// <param name="Path">JSON Pointer into the value; empty for the whole.</param>
/// <param name="Message">A sentence that says what was found and what is allowed. May quote a shortened value of the reply.</param>
public sealed record ReplyFinding(string Code, string Path, string Message);
