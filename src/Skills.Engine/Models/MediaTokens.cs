namespace Skills.Engine.Models;

/// <summary>
/// Tokens of media by the formulas that vendors document: platform.claude.com (vision, PDF support), developers.openai.com (images and
/// vision, audio), ai.google.dev (tokens). They are estimates. Bills are made from the counts that the provider reports.
/// </summary>
internal static class MediaTokens
{
    private const int LargeImage = 1600;
    private const int UnknownPages = 10;
    private const int UnknownSeconds = 60;

    public static long Of(ModelMedia media, ModelDefinition? model)
    {
        var vendor = VendorOf(model);
        return media.Needs switch
        {
            ModelCapabilities.Vision => MediaFacts.Of(media).Size is { } size ? OfImage(vendor, size, model) : LargeImage,
            ModelCapabilities.Audio => (MediaFacts.Of(media).Seconds ?? UnknownSeconds) * (vendor == Vendor.OpenAI ? 10L : 32L),
            _ => (MediaFacts.Of(media).Pages ?? UnknownPages) * PerPage(vendor),
        };
    }

    private static long OfImage(Vendor vendor, (int Width, int Height) size, ModelDefinition? model) => vendor switch
    {
        Vendor.Anthropic => Anthropic(size),
        Vendor.OpenAI => OpenAI(size, model!.WireId),
        Vendor.Google => Google(size),
        _ => Math.Max(Anthropic(size), Math.Max(OpenAI(size, ""), Google(size))),
    };

    // Text and picture of each page. Google counts the picture only.
    private static long PerPage(Vendor vendor) => vendor switch
    {
        Vendor.OpenAI => 2300,
        Vendor.Google => 560,
        _ => 3000,
    };

    // width × height / 750, after the long edge was brought to 2,576 pixels, which older models do at 1,568.
    private static long Anthropic((int Width, int Height) size)
    {
        var (width, height) = Within(size, 2576);
        return Math.Min(4784, (long)Math.Ceiling(width * height / 750));
    }

    // Tiles of 512 pixels within 2,048, the short edge at 768; small models count patches of 32 pixels, at most 1,536, times a factor.
    private static long OpenAI((int Width, int Height) size, string model)
    {
        var factor = model.Contains("4o-mini", StringComparison.Ordinal) ? 0 : model.Contains("nano", StringComparison.Ordinal) ? 2.46 : model.Contains("mini", StringComparison.Ordinal) ? 1.72 : 0;
        if (factor > 0)
        {
            return (long)Math.Ceiling(Math.Min(1536, Math.Ceiling(size.Width / 32.0) * Math.Ceiling(size.Height / 32.0)) * factor);
        }

        var (width, height) = Within(size, 2048);
        var shrink = Math.Min(1, 768 / Math.Min(width, height));
        var tiles = (long)(Math.Ceiling(width * shrink / 512) * Math.Ceiling(height * shrink / 512));
        return model.Contains("4o-mini", StringComparison.Ordinal) ? 2833 + (5667 * tiles) : 85 + (170 * tiles);
    }

    // 258 for each tile of 768 pixels; Gemini 3 takes 1,120 whatever the size.
    private static long Google((int Width, int Height) size) =>
        Math.Max(1120, 258 * (long)(Math.Ceiling(size.Width / 768.0) * Math.Ceiling(size.Height / 768.0)));

    private static (double Width, double Height) Within((int Width, int Height) size, double edge)
    {
        var shrink = Math.Min(1, edge / Math.Max(size.Width, size.Height));
        return (size.Width * shrink, size.Height * shrink);
    }

    private static Vendor VendorOf(ModelDefinition? model) => model?.Provider.ToLowerInvariant() switch
    {
        "anthropic" => Vendor.Anthropic,
        "openai" or "azure" => Vendor.OpenAI,
        "google" or "vertex" => Vendor.Google,
        "bedrock" when model.WireId.Contains("anthropic", StringComparison.Ordinal) => Vendor.Anthropic,
        _ => Vendor.Any,
    };

    private enum Vendor
    {
        Any,
        Anthropic,
        OpenAI,
        Google,
    }
}
