namespace Skills.Jinja;

/// <summary>The strings that mark tags in a template.</summary>
/// <remarks>They must not be empty, and the three openings must differ. Where one opening begins another, the longer wins, so <c>&lt;%</c> with <c>&lt;%=</c> works.</remarks>
public sealed record JinjaDelimiters
{
    /// <summary>Opens a statement. Default <c>{%</c>.</summary>
    public string BlockStart { get; init; } = "{%";

    /// <summary>Closes a statement. Default <c>%}</c>.</summary>
    public string BlockEnd { get; init; } = "%}";

    /// <summary>Opens an expression to print. Default <c>{{</c>.</summary>
    public string VariableStart { get; init; } = "{{";

    /// <summary>Closes an expression to print. Default <c>}}</c>.</summary>
    public string VariableEnd { get; init; } = "}}";

    /// <summary>Opens a comment. Default <c>{#</c>.</summary>
    public string CommentStart { get; init; } = "{#";

    /// <summary>Closes a comment. Default <c>#}</c>.</summary>
    public string CommentEnd { get; init; } = "#}";

    /// <summary>A line that begins with this is a statement. Default null: no line statements.</summary>
    public string? LineStatementPrefix { get; init; }

    /// <summary>The rest of a line after this is a comment. Default null: no line comments.</summary>
    public string? LineCommentPrefix { get; init; }

    internal void Check()
    {
        string[] all = [BlockStart, BlockEnd, VariableStart, VariableEnd, CommentStart, CommentEnd];
        if (all.Any(string.IsNullOrEmpty) || LineStatementPrefix == "" || LineCommentPrefix == "")
        {
            throw new ArgumentException("A template delimiter must not be empty.", nameof(JinjaOptions));
        }

        if (BlockStart == VariableStart || BlockStart == CommentStart || VariableStart == CommentStart)
        {
            throw new ArgumentException($"The openings of statements '{BlockStart}', expressions '{VariableStart}' and comments '{CommentStart}' must differ.", nameof(JinjaOptions));
        }
    }
}
