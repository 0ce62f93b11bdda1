namespace Skills.Engine.Prompts;

/// <summary>Reads media URLs: <c>https:</c> and <c>data:</c> only, since others would let an input reach the host's files or network.</summary>
internal static class MediaUrls
{
    public static ModelMedia Read(string url, string? mediaType)
    {
        if (!url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            throw new PromptRenderException("template.media", "", "A media URL must begin with 'https://' or 'data:'.");
        }

        return new(url, mediaType ?? FromData(url) ?? FromExtension(url));
    }

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
        _ => "image/png",
    };
}
