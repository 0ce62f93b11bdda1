using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Finds out which rules a <c>$schema</c> stands for (2020-12 core, section 8.1).</summary>
internal sealed class DialectReader(JsonSchemaOptions options)
{
    private const int LongestChain = 8;

    // What schemas used to say when they meant whatever is newest.
    private const string Latest = "http://json-schema.org/schema";

    private static readonly Dictionary<string, Vocabularies> Known = new(StringComparer.Ordinal)
    {
        ["https://json-schema.org/draft/2020-12/vocab/core"] = Vocabularies.Core,
        ["https://json-schema.org/draft/2020-12/vocab/applicator"] = Vocabularies.Applicator,
        ["https://json-schema.org/draft/2020-12/vocab/unevaluated"] = Vocabularies.Unevaluated,
        ["https://json-schema.org/draft/2020-12/vocab/validation"] = Vocabularies.Validation,
        ["https://json-schema.org/draft/2020-12/vocab/meta-data"] = Vocabularies.MetaData,
        ["https://json-schema.org/draft/2020-12/vocab/format-annotation"] = Vocabularies.FormatAnnotation,
        ["https://json-schema.org/draft/2020-12/vocab/format-assertion"] = Vocabularies.FormatAssertion,
        ["https://json-schema.org/draft/2020-12/vocab/content"] = Vocabularies.Content,
        ["https://json-schema.org/draft/2019-09/vocab/core"] = Vocabularies.Core,
        ["https://json-schema.org/draft/2019-09/vocab/applicator"] = Vocabularies.Applicator,
        ["https://json-schema.org/draft/2019-09/vocab/validation"] = Vocabularies.Validation,
        ["https://json-schema.org/draft/2019-09/vocab/meta-data"] = Vocabularies.MetaData,
        ["https://json-schema.org/draft/2019-09/vocab/content"] = Vocabularies.Content,
    };

    private readonly Dictionary<string, Dialect> _custom = new(StringComparer.Ordinal);

    /// <param name="uri">The value of <c>$schema</c>.</param>
    /// <param name="location">Where it stands.</param>
    public Dialect Read(string uri, string location) => Read(uri, location, 0);

    private Dialect Read(string uri, string location, int hops)
    {
        var name = UriText.Split(uri).Uri;
        if (name == Latest)
        {
            return Dialect.Of(options.DefaultDraft);
        }

        if (Metaschemas.TryGetDraft(name, out var draft))
        {
            return Dialect.Of(draft);
        }

        if (_custom.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!Documents.TryGet(options, name, out var metaschema) || hops == LongestChain)
        {
            throw new JsonSchemaException(
                $"The metaschema \"{uri}\" is not known. Nothing is fetched: hand it over in {nameof(JsonSchemaOptions)}.{nameof(JsonSchemaOptions.Documents)}.",
                location);
        }

        var dialect = Dialect.Of(options.DefaultDraft);
        if (metaschema.ValueKind == JsonValueKind.Object)
        {
            if (JsonText.TryFind(metaschema, "$schema"u8, out var own) && own.ValueKind == JsonValueKind.String && JsonText.StringOf(own) != uri)
            {
                dialect = Read(JsonText.StringOf(own), location, hops + 1);
            }

            if (JsonText.TryFind(metaschema, "$vocabulary"u8, out var vocabulary) && vocabulary.ValueKind == JsonValueKind.Object)
            {
                dialect = new Dialect(dialect.Draft, ReadVocabularies(vocabulary, location));
            }
        }

        _custom.Add(name, dialect);
        return dialect;
    }

    private static Vocabularies ReadVocabularies(JsonElement vocabulary, string location)
    {
        // Without the core vocabulary nothing can be read, so it is in force whether it is listed or not.
        var vocabularies = Vocabularies.Core;
        foreach (var entry in vocabulary.EnumerateObject())
        {
            var required = entry.Value.ValueKind == JsonValueKind.True;
            var name = JsonText.NameOf(entry);
            if (name == "https://json-schema.org/draft/2019-09/vocab/format")
            {
                // 2019-09 validation, section 7.2: the value here decides whether formats are asserted.
                vocabularies |= required ? Vocabularies.FormatAssertion : Vocabularies.FormatAnnotation;
            }
            else if (Known.TryGetValue(name, out var known))
            {
                vocabularies |= known;
            }
            // Section 8.1.2: an unknown vocabulary that is optional is passed over.
            else if (required)
            {
                throw new JsonSchemaException($"The metaschema requires the vocabulary \"{name}\", which is not supported.", location);
            }
        }

        return vocabularies;
    }
}
