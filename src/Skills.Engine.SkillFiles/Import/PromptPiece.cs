namespace Skills.Engine.SkillFiles.Import;

/// <summary>A piece of a foreign prompt after translation, in order.</summary>
internal abstract record PromptPiece(int Offset)
{
    /// <summary>Text as a Jinja template.</summary>
    public sealed record Text(string Jinja, int Offset) : PromptPiece(Offset);

    /// <summary>What follows is said by this role, as the foreign format names it.</summary>
    public sealed record Role(string Name, int Offset) : PromptPiece(Offset);

    /// <summary>An image or other media; both are Jinja templates, the type may be null.</summary>
    public sealed record Media(string Url, string? Type, int Offset) : PromptPiece(Offset);

    /// <summary>The earlier turns of the conversation.</summary>
    public sealed record History(string Input, int Offset) : PromptPiece(Offset);

    /// <summary>The beginning of a named section, which has no counterpart.</summary>
    public sealed record Section(string Name, int Offset) : PromptPiece(Offset);
}
