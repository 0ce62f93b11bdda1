namespace Skills.Engine.Providers.Http;

/// <summary>A message's media, taken apart: base64 data of a <c>data:</c> URL, the id of a file, or an address.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Data">Base64; null when the media is at an address, or is a file.</param>
/// <param name="FileId">Id of a file at the provider; null when it is none.</param>
internal readonly record struct MediaSource(string MediaType, string? Data, string? FileId)
{
    public bool IsImage => MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);

    public bool IsAudio => MediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase);

    public bool IsPdf => MediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase);

    /// <summary>The subtype in the word that vendors use as a format, such as <c>jpeg</c> or <c>mp3</c>.</summary>
    public string Format => MediaType[(MediaType.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant() switch
    {
        "jpg" => "jpeg",
        "mpeg" or "mpga" => "mp3",
        "x-wav" or "wave" or "vnd.wave" => "wav",
        var same => same,
    };

    public static MediaSource Of(ModelMedia media, WireRequest call)
    {
        if (media.File is { } file)
        {
            return string.Equals(file.Provider, call.Model.Provider, StringComparison.OrdinalIgnoreCase)
                ? new(media.MediaType, null, file.Id)
                : throw Fault(call, $"the prompt has a file that is stored at {file.Provider}.");
        }

        if (media.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = media.Url.IndexOf(',', StringComparison.Ordinal);
            var head = comma < 0 ? "" : media.Url[5..comma];
            if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                throw Fault(call, "a data: URL must hold base64, as data:image/png;base64,….");
            }

            var type = head[..head.IndexOf(';', StringComparison.Ordinal)];
            return new(type.Length > 0 ? type : media.MediaType, media.Url[(comma + 1)..], null);
        }

        return media.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || media.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            ? new(media.MediaType, null, null)
            : throw Fault(call, "media must be a data: or https: URL.");
    }

    /// <summary>The name of a document that the model sees.</summary>
    public string NameOf(ModelMedia media) => media.Name ?? (IsPdf ? "document.pdf" : "document");

    /// <summary>The error for media in a form that this API does not take. Another candidate may take it.</summary>
    public ModelException NotTaken(WireRequest call, string taken) =>
        Fault(call, $"{(FileId is not null ? "files" : Data is null ? "URLs" : "embedded media")} of the type '{MediaType}' cannot be sent; the API takes {taken}.");

    private static ModelException Fault(WireRequest call, string sentence) => new(ModelErrorKind.InvalidRequest, $"{call.Model.Provider}, model '{call.Model.Id}': {sentence}")
    {
        Provider = call.Model.Provider,
        Model = call.Model.Id,
        ProviderParameter = "media",
    };
}
