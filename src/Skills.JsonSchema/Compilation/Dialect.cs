using static Skills.JsonSchema.JsonSchemaDraft;

namespace Skills.JsonSchema.Compilation;

/// <summary>The rules one schema resource is read by: a draft and the vocabularies in force.</summary>
internal sealed class Dialect
{
    private static readonly Dialect[] Standard =
        [.. Enum.GetValues<JsonSchemaDraft>().Select(static draft => new Dialect(draft, Vocabularies.All))];

    private readonly SubschemaShape[] _shapes;
    private readonly bool[] _known;

    public Dialect(JsonSchemaDraft draft, Vocabularies vocabularies)
    {
        Draft = draft;
        Vocabularies = vocabularies;
        _shapes = new SubschemaShape[KeywordTable.All.Count];
        _known = new bool[KeywordTable.All.Count];
        foreach (var info in KeywordTable.All)
        {
            var known = info.Since <= draft && draft <= info.Until && (VocabularyOf(info) & vocabularies) != 0;
            _known[(int)info.Keyword] = known && info.Keyword != Keyword.None;
            _shapes[(int)info.Keyword] = known ? ShapeOf(info) : SubschemaShape.None;
        }
    }

    public JsonSchemaDraft Draft { get; }

    public Vocabularies Vocabularies { get; }

    /// <summary>Up to draft 7, <c>$ref</c> replaces everything beside it.</summary>
    public bool RefReplacesSiblings => Draft <= Draft7;

    public static Dialect Of(JsonSchemaDraft draft) => Standard[(int)draft];

    public bool Knows(Keyword keyword) => _known[(int)keyword];

    public SubschemaShape Shape(Keyword keyword) => _shapes[(int)keyword];

    // 2019-09 has no vocabulary of its own for unevaluatedItems and unevaluatedProperties.
    private Vocabularies VocabularyOf(KeywordInfo info) =>
        info.Vocabulary == Vocabularies.Unevaluated && Draft == Draft201909 ? Vocabularies.Applicator : info.Vocabulary;

    private SubschemaShape ShapeOf(KeywordInfo info) =>
        // 2020-12 moved the list under "items" to "prefixItems" (core, section 10.3.1.1).
        info.Keyword == Keyword.Items && Draft == Draft202012 ? SubschemaShape.One : info.Shape;
}
