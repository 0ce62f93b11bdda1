namespace Skills.Jinja;

/// <summary>A place where a template uses a variable of its context, or something inside one.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Path">The way to what is used, as far as the template spells it out: <c>user</c>, <c>user.name</c>, <c>items[].id</c> for an element of a list.</param>
/// <param name="TemplateName">The template it stands in, which may be an included one; null for one without a name.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column in UTF-16 characters, from 1.</param>
/// <param name="IsGuarded">Whether the template expects it to be missing: it asks <c>is defined</c> of it, or gives it a <c>default</c>.</param>
/// <param name="Suggestion">For what a shape does not declare: the declared name nearest to it; else null.</param>
public sealed record JinjaNameUse(string Name, string Path, string? TemplateName, int Line, int Column, bool IsGuarded, string? Suggestion = null);
