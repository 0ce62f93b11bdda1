namespace Skills.Jinja;

/// <summary>A text a template wants translated.</summary>
/// <param name="Text">The message, with <c>%(name)s</c> places. The singular, when there is a plural.</param>
/// <param name="Plural">The message for counts other than one; null when the text does not count.</param>
/// <param name="Count">What is counted; 1 when the text does not count.</param>
/// <param name="Context">The context of <c>pgettext</c>; null for none.</param>
public sealed record JinjaTranslation(string Text, string? Plural, long Count, string? Context);
