using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests.Checks;

/// <summary>Finds string literals that name a keyword of JSON Schema.</summary>
internal static class SchemaWords
{
    // Keywords that mean nothing else. "type", "items", "format" and the like are ordinary names of many wire formats.
    private static readonly HashSet<string> Keywords =
    [
        "$ref", "$defs", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "allOf", "anyOf", "oneOf", "additionalProperties",
        "patternProperties", "propertyNames", "prefixItems", "additionalItems", "unevaluatedProperties", "unevaluatedItems",
        "dependentRequired", "dependentSchemas", "minProperties", "maxProperties", "minItems", "maxItems", "uniqueItems",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minContains", "maxContains",
    ];

    /// <summary>Returns the files that name one, with the first keyword found.</summary>
    public static IEnumerable<(string File, string Keyword)> FilesNaming(IEnumerable<SourceProject> projects) =>
        from project in projects
        where project.Name != "Skills.JsonSchema"
        from file in project.Files
        let keyword = FirstIn(file)
        where keyword is not null
        select (file.FullPath, keyword);

    private static string? FirstIn(SourceFile file) => TypeUses.Parse(file).GetRoot().DescendantTokens()
        .Where(static t => t.IsKind(SyntaxKind.StringLiteralToken) || t.IsKind(SyntaxKind.Utf8StringLiteralToken) || t.IsKind(SyntaxKind.SingleLineRawStringLiteralToken))
        .Select(static t => t.ValueText)
        .FirstOrDefault(Keywords.Contains);
}
