using System.Text;
using Skills.JsonSchema.Values;
using static Skills.JsonSchema.JsonSchemaDraft;

namespace Skills.JsonSchema.Compilation;

/// <summary>The keywords of all drafts, in the order of <see cref="Keyword"/>.</summary>
internal static class KeywordTable
{
    private static readonly KeywordInfo[] Keywords =
    [
        new(Keyword.None, "", Vocabularies.Core),
        new(Keyword.Id, "$id", Vocabularies.Core, Draft6),
        new(Keyword.LegacyId, "id", Vocabularies.Core, Until: Draft4),
        new(Keyword.Schema, "$schema", Vocabularies.Core),
        new(Keyword.Ref, "$ref", Vocabularies.Core),
        new(Keyword.Anchor, "$anchor", Vocabularies.Core, Draft201909),
        new(Keyword.DynamicRef, "$dynamicRef", Vocabularies.Core, Draft202012),
        new(Keyword.DynamicAnchor, "$dynamicAnchor", Vocabularies.Core, Draft202012),
        new(Keyword.RecursiveRef, "$recursiveRef", Vocabularies.Core, Draft201909, Draft201909),
        new(Keyword.RecursiveAnchor, "$recursiveAnchor", Vocabularies.Core, Draft201909, Draft201909),
        new(Keyword.Vocabulary, "$vocabulary", Vocabularies.Core, Draft201909),
        new(Keyword.Comment, "$comment", Vocabularies.Core, Draft7),
        new(Keyword.Defs, "$defs", Vocabularies.Core, Draft201909, Shape: SubschemaShape.Map),
        new(Keyword.Definitions, "definitions", Vocabularies.Core, Shape: SubschemaShape.Map),
        new(Keyword.PrefixItems, "prefixItems", Vocabularies.Applicator, Draft202012, Shape: SubschemaShape.List),
        new(Keyword.Items, "items", Vocabularies.Applicator, Shape: SubschemaShape.OneOrList),
        new(Keyword.AdditionalItems, "additionalItems", Vocabularies.Applicator, Until: Draft201909, Shape: SubschemaShape.One),
        new(Keyword.Contains, "contains", Vocabularies.Applicator, Draft6, Shape: SubschemaShape.One),
        new(Keyword.AdditionalProperties, "additionalProperties", Vocabularies.Applicator, Shape: SubschemaShape.One),
        new(Keyword.Properties, "properties", Vocabularies.Applicator, Shape: SubschemaShape.Map),
        new(Keyword.PatternProperties, "patternProperties", Vocabularies.Applicator, Shape: SubschemaShape.Map),
        new(Keyword.DependentSchemas, "dependentSchemas", Vocabularies.Applicator, Draft201909, Shape: SubschemaShape.Map),
        new(Keyword.Dependencies, "dependencies", Vocabularies.Applicator, Shape: SubschemaShape.MapOrNames),
        new(Keyword.PropertyNames, "propertyNames", Vocabularies.Applicator, Draft6, Shape: SubschemaShape.One),
        new(Keyword.If, "if", Vocabularies.Applicator, Draft7, Shape: SubschemaShape.One),
        new(Keyword.Then, "then", Vocabularies.Applicator, Draft7, Shape: SubschemaShape.One),
        new(Keyword.Else, "else", Vocabularies.Applicator, Draft7, Shape: SubschemaShape.One),
        new(Keyword.AllOf, "allOf", Vocabularies.Applicator, Shape: SubschemaShape.List),
        new(Keyword.AnyOf, "anyOf", Vocabularies.Applicator, Shape: SubschemaShape.List),
        new(Keyword.OneOf, "oneOf", Vocabularies.Applicator, Shape: SubschemaShape.List),
        new(Keyword.Not, "not", Vocabularies.Applicator, Shape: SubschemaShape.One),
        new(Keyword.UnevaluatedItems, "unevaluatedItems", Vocabularies.Unevaluated, Draft201909, Shape: SubschemaShape.One),
        new(Keyword.UnevaluatedProperties, "unevaluatedProperties", Vocabularies.Unevaluated, Draft201909, Shape: SubschemaShape.One),
        new(Keyword.Type, "type", Vocabularies.Validation),
        new(Keyword.Const, "const", Vocabularies.Validation, Draft6),
        new(Keyword.Enum, "enum", Vocabularies.Validation),
        new(Keyword.MultipleOf, "multipleOf", Vocabularies.Validation),
        new(Keyword.Maximum, "maximum", Vocabularies.Validation),
        new(Keyword.ExclusiveMaximum, "exclusiveMaximum", Vocabularies.Validation),
        new(Keyword.Minimum, "minimum", Vocabularies.Validation),
        new(Keyword.ExclusiveMinimum, "exclusiveMinimum", Vocabularies.Validation),
        new(Keyword.MaxLength, "maxLength", Vocabularies.Validation),
        new(Keyword.MinLength, "minLength", Vocabularies.Validation),
        new(Keyword.Pattern, "pattern", Vocabularies.Validation),
        new(Keyword.MaxItems, "maxItems", Vocabularies.Validation),
        new(Keyword.MinItems, "minItems", Vocabularies.Validation),
        new(Keyword.UniqueItems, "uniqueItems", Vocabularies.Validation),
        new(Keyword.MaxContains, "maxContains", Vocabularies.Validation, Draft201909),
        new(Keyword.MinContains, "minContains", Vocabularies.Validation, Draft201909),
        new(Keyword.MaxProperties, "maxProperties", Vocabularies.Validation),
        new(Keyword.MinProperties, "minProperties", Vocabularies.Validation),
        new(Keyword.Required, "required", Vocabularies.Validation),
        new(Keyword.DependentRequired, "dependentRequired", Vocabularies.Validation, Draft201909),
        new(Keyword.Title, "title", Vocabularies.MetaData),
        new(Keyword.Description, "description", Vocabularies.MetaData),
        new(Keyword.Default, "default", Vocabularies.MetaData),
        new(Keyword.Deprecated, "deprecated", Vocabularies.MetaData, Draft201909),
        new(Keyword.ReadOnly, "readOnly", Vocabularies.MetaData, Draft7),
        new(Keyword.WriteOnly, "writeOnly", Vocabularies.MetaData, Draft7),
        new(Keyword.Examples, "examples", Vocabularies.MetaData, Draft6),
        new(Keyword.Format, "format", Vocabularies.FormatAnnotation | Vocabularies.FormatAssertion),
        new(Keyword.ContentEncoding, "contentEncoding", Vocabularies.Content, Draft7),
        new(Keyword.ContentMediaType, "contentMediaType", Vocabularies.Content, Draft7),
        new(Keyword.ContentSchema, "contentSchema", Vocabularies.Content, Draft201909, Shape: SubschemaShape.One),
    ];

    private static readonly NameMap Names = new([.. Keywords.Select(static k => Encoding.UTF8.GetBytes(k.Name))]);

    public static IReadOnlyList<KeywordInfo> All => Keywords;

    public static string NameOf(Keyword keyword) => Keywords[(int)keyword].Name;

    /// <summary>The keyword a property name spells in any draft, as written between its quotes.</summary>
    public static Keyword Find(ReadOnlySpan<byte> raw)
    {
        var index = Names.FindRaw(raw);
        return index < 0 ? Keyword.None : (Keyword)index;
    }
}
