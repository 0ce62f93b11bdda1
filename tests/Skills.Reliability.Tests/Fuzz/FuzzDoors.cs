using Skills.Reliability.Tests.Fuzz.Doors;

namespace Skills.Reliability.Tests.Fuzz;

/// <summary>Every door by its name.</summary>
internal static class FuzzDoors
{
    public static IReadOnlyDictionary<string, Func<FuzzDoor>> All { get; } = new Dictionary<string, Func<FuzzDoor>>(StringComparer.Ordinal)
    {
        ["template"] = LanguageDoors.Template,
        ["schema"] = LanguageDoors.Schema,
        ["reply"] = LanguageDoors.Reply,
        ["reply-stream"] = LanguageDoors.StreamedReply,
        ["skill-file"] = FileDoors.SkillFile,
        ["catalog"] = FileDoors.Catalog,
        ["cassette"] = FileDoors.Cassette,
        ["batch-jsonl"] = FileDoors.BatchLines,
        ["batch-csv"] = FileDoors.BatchTable,
        ["cache-entry"] = CacheDoor.Entry,
        ["http-body"] = HttpDoors.Body,
        ["http-headers"] = HttpDoors.Headers,
        ["mcp"] = HttpDoors.Mcp,
        ["anthropic"] = static () => ProviderDoor.Of("anthropic"),
        ["openai"] = static () => ProviderDoor.Of("openai"),
        ["responses"] = static () => ProviderDoor.Of("responses"),
        ["google"] = static () => ProviderDoor.Of("google"),
        ["watsonx"] = static () => ProviderDoor.Of("watsonx"),
        ["bedrock"] = static () => ProviderDoor.Of("bedrock"),
        ["ollama-native"] = static () => ProviderDoor.Of("ollama-native"),
    };
}
