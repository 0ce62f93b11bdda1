namespace Skills.Replies.Renditions;

/// <summary>A reply written in another notation, as a text that the reader understands.</summary>
/// <param name="Name">The name of the edit, such as <c>table</c>.</param>
/// <param name="Text">The rewritten text.</param>
internal readonly record struct Rendition(string Name, string Text);
