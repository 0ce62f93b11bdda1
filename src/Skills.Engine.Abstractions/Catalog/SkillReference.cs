namespace Skills.Engine.Catalog;

/// <summary>How a skill is named: <c>name</c>, <c>name@version</c>, <c>name@range</c> or <c>name@label</c>.</summary>
/// <param name="Name">The skill's name, or a label standing alone.</param>
/// <param name="Selector">What follows the at sign; null for the newest version.</param>
internal sealed record SkillReference(string Name, string? Selector)
{
    /// <summary>Splits a reference; false when a side is empty.</summary>
    public static bool TryParse(string text, out SkillReference reference)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        reference = at < 0 ? new(text.Trim(), null) : new(text[..at].Trim(), text[(at + 1)..].Trim());
        return reference.Name.Length > 0 && reference.Selector is not "";
    }
}
