using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary>One line for an image or other media.</summary>
internal static class MediaLine
{
    private const double Base64Share = 3.0 / 4.0;

    /// <summary>Returns type and size of embedded media, or the address of linked media without its query, which may contain a key.</summary>
    public static string Of(ModelMedia media)
    {
        if (media.File is { } file)
        {
            return $"[{media.MediaType} file at {PlainText.Line(file.Provider, 60)}]";
        }

        if (media.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var kilobytes = (media.Url.Length - media.Url.IndexOf(',', StringComparison.Ordinal) - 1) * Base64Share / 1000;
            return string.Create(CultureInfo.InvariantCulture, $"[{media.MediaType} {kilobytes:0.#} kB]");
        }

        return $"[{media.MediaType} {PlainText.Line(media.Url.Split('?')[0], 200)}]";
    }
}
