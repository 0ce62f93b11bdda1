namespace Skills.JsonSchema.Compilation;

/// <summary>The vocabularies a dialect may be made of (2020-12 core, section 8.1.2).</summary>
[Flags]
internal enum Vocabularies
{
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    FormatAnnotation = 32,
    FormatAssertion = 64,
    Content = 128,
    All = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}
