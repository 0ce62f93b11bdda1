namespace Skills.JsonSchema.Compilation;

/// <summary>What is known of a keyword before any schema is read.</summary>
internal sealed record KeywordInfo(
    Keyword Keyword,
    string Name,
    Vocabularies Vocabulary,
    JsonSchemaDraft Since = JsonSchemaDraft.Draft4,
    JsonSchemaDraft Until = JsonSchemaDraft.Draft202012,
    SubschemaShape Shape = SubschemaShape.None);
