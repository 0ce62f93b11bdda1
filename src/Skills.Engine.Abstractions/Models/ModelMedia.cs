namespace Skills.Engine;

/// <summary>
/// An image, a document or a recording. Pass one, or a list of them, as an input that a message names with
/// <see cref="SkillMessagePart.MediaInput"/>. The engine never fetches a URL: the provider does.
/// </summary>
/// <param name="Url"><c>https:</c> or <c>data:</c> URL; empty when <see cref="File"/> is set.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
public sealed record ModelMedia(string Url, string MediaType)
{
    /// <summary>A file that is stored at a provider, which is sent by its id; null for a URL.</summary>
    public ModelFile? File { get; init; }

    /// <summary>The file name that the model sees, at providers that take one; null sends <c>document</c> with the extension of the type.</summary>
    public string? Name { get; init; }

    /// <summary>Marks the end of a stable prefix for providers with prompt caching.</summary>
    public bool CacheBreakpoint { get; init; }

    /// <summary>Makes media from its bytes.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="mediaType">Such as <c>application/pdf</c>.</param>
    /// <param name="name">The file name that the model sees; null for none.</param>
    public static ModelMedia FromBytes(ReadOnlySpan<byte> bytes, string mediaType, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaType);
        return new($"data:{mediaType};base64,{Convert.ToBase64String(bytes)}", mediaType) { Name = name };
    }

    /// <summary>Makes media from a file that was uploaded to a provider. Only models of that provider can answer then.</summary>
    /// <param name="provider">The provider's name, such as <c>anthropic</c>.</param>
    /// <param name="id">The file's id or URI at the provider.</param>
    /// <param name="mediaType">Such as <c>application/pdf</c>.</param>
    public static ModelMedia FromFile(string provider, string id, string mediaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(mediaType);
        return new("", mediaType) { File = new(provider, id) };
    }

    /// <summary>Returns the media type and where the content is. It contains neither content nor URL.</summary>
    public override string ToString() => $"{MediaType} ({(File is not null ? "file" : IsEmbedded ? "embedded" : "URL")})";

    internal bool IsEmbedded => Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The ability that a model needs to read it.</summary>
    internal ModelCapabilities Needs =>
        MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? ModelCapabilities.Vision
        : MediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? ModelCapabilities.Audio
        : ModelCapabilities.Documents;
}

/// <summary>A file that is stored at a provider.</summary>
/// <param name="Provider">The provider's name, such as <c>openai</c>.</param>
/// <param name="Id">Its id or URI there.</param>
public sealed record ModelFile(string Provider, string Id)
{
    /// <summary>Returns the provider. It does not contain the id.</summary>
    public override string ToString() => $"file at {Provider}";
}
