namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>A value inside a tag.</summary>
internal abstract record HandlebarsExpression(int Offset);

/// <summary>A literal, already as Jinja writes it.</summary>
internal sealed record HandlebarsLiteral(string Jinja, string? Text, int Offset) : HandlebarsExpression(Offset);

/// <summary>A path: how many levels up, whether it begins with <c>@</c>, and its names; no names means <c>this</c>.</summary>
internal sealed record HandlebarsPath(int Up, bool IsData, IReadOnlyList<string> Names, bool IsThis, int Offset) : HandlebarsExpression(Offset)
{
    /// <summary>The name when this could be that of a helper; null otherwise.</summary>
    public string? Simple => Up == 0 && !IsData && !IsThis && Names is [var only] ? only : null;
}

/// <summary>A call in parentheses.</summary>
internal sealed record HandlebarsSubexpression(HandlebarsCall Call, int Offset) : HandlebarsExpression(Offset);

/// <summary>The inside of a tag: what is named first, then values, then named values.</summary>
internal sealed record HandlebarsCall(
    HandlebarsExpression Head,
    IReadOnlyList<HandlebarsExpression> Values,
    IReadOnlyDictionary<string, HandlebarsExpression> Named,
    IReadOnlyList<string> BlockNames);
