using System.Text.Json;

namespace Skills.Engine.Prompts;

/// <summary>Reads media from a rendered URL, or from an input that holds one or several.</summary>
internal static class MediaInputs
{
    /// <summary>Reads a rendered URL.</summary>
    public static ModelMedia Read(string url, string? mediaType) => new(url, TypeOf(FromData(url) ?? mediaType ?? FromExtension(url)));

    /// <summary>Reads the value of an input: a URL, an object with a URL or a file, a list of those, or null.</summary>
    public static IEnumerable<ModelMedia> Read(JsonElement value, string input, string? mediaType) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().Select((item, index) => One(item, $"/{input}/{index}", mediaType)),
        _ => [One(value, $"/{input}", mediaType)],
    };

    private static ModelMedia One(JsonElement value, string path, string? mediaType)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return Read(value.GetString()!, mediaType);
        }

        var (url, type) = (Text(value, "url"), Text(value, "mediaType") ?? Text(value, "mime") ?? mediaType);
        var media = Member(value, "file") is { ValueKind: not JsonValueKind.Null } file ? Stored(file, path, type) : url is { Length: > 0 } ? Read(url, type) : throw Wrong(path);
        return media with { Name = Text(value, "name") };
    }

    private static ModelMedia Stored(JsonElement file, string path, string? type) => (Text(file, "provider"), Text(file, "id"), type) is ({ Length: > 0 } provider, { Length: > 0 } id, { } known)
        ? ModelMedia.FromFile(provider, id, TypeOf(known))
        : throw new PromptRenderException("template.media", path, $"The file at '{path}' needs a provider, an id and a media type, as {{\"file\": {{\"provider\": \"anthropic\", \"id\": \"…\"}}, \"mediaType\": \"application/pdf\"}}.");

    private static PromptRenderException Wrong(string path) =>
        new("template.media", path, $"The media at '{path}' must be a URL, or an object with 'url' or 'file'.");

    // Names are matched without case, since a ModelMedia is written by the serializer of the host.
    private static JsonElement? Member(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (string.Equals(member.Name.Replace("_", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase))
                {
                    return member.Value;
                }
            }
        }

        return null;
    }

    private static string? Text(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // Parameters such as a charset are not part of the type that providers take.
    private static string TypeOf(string type) => type.Split(';')[0].Trim().ToLowerInvariant();

    private static string? FromData(string url)
    {
        var end = url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? url.IndexOfAny([';', ',']) : -1;
        return end > 5 ? url[5..end] : null;
    }

    private static string FromExtension(string url) => Path.GetExtension(url.Split('?', '#')[0]).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".pdf" => "application/pdf",
        ".mp3" => "audio/mpeg",
        ".wav" => "audio/wav",
        _ => "image/png",
    };
}
