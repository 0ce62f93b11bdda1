namespace Skills.Engine.Providers.Http;

/// <summary>A message's media, taken apart: base64 data of a <c>data:</c> URL, or an address.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Data">Base64; null when the media lies at an address.</param>
internal readonly record struct MediaSource(string MediaType, string? Data)
{
    public bool IsImage => MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);

    public static MediaSource Of(ModelMedia media, WireRequest call)
    {
        if (media.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = media.Url.IndexOf(',', StringComparison.Ordinal);
            var head = comma < 0 ? "" : media.Url[5..comma];
            if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                throw Fault(call, "a data: URL must hold base64, as data:image/png;base64,….");
            }

            var type = head[..head.IndexOf(';', StringComparison.Ordinal)];
            return new(type.Length > 0 ? type : media.MediaType, media.Url[(comma + 1)..]);
        }

        return media.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || media.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            ? new(media.MediaType, null)
            : throw Fault(call, "media must be a data: or https: URL.");
    }

    public ModelException NotTaken(WireRequest call, string taken) =>
        Fault(call, $"media of type '{MediaType}' cannot be sent; the API takes {taken}.");

    public static ModelException Fault(WireRequest call, string sentence) => new(ModelErrorKind.InvalidRequest, $"{call.Model.Provider}, model '{call.Model.Id}': {sentence}")
    {
        Provider = call.Model.Provider,
        Model = call.Model.Id,
    };
}
