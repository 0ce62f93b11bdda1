using System.Buffers.Text;

namespace Skills.Engine.Prompts;

/// <summary>
/// Checks the media of a prompt: count, size, type and where they come from. The engine fetches nothing, but a model server in the
/// host's own network could, so a URL from an input must not name a host there.
/// </summary>
internal sealed class MediaLimits(SkillMediaOptions options)
{
    private static readonly string[] UsualTypes = ["image/*", "audio/*", "application/pdf"];
    private static readonly string[] LocalNames = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];

    /// <summary>Passes when every limit holds.</summary>
    /// <exception cref="PromptRenderException">One does not.</exception>
    public void Check(IReadOnlyList<ModelMessage> messages)
    {
        var (count, total, provider) = (0, 0L, (string?)null);
        for (var i = 0; i < messages.Count; i++)
        {
            foreach (var media in messages[i].Media)
            {
                count++;
                CheckType(media);
                total += media.File is { } file ? CheckFile(file, ref provider) : media.IsEmbedded ? SizeOf(media) : CheckUrl(media.Url);
            }
        }

        if (count == 0)
        {
            return;
        }

        Require(count <= options.MaxCount, $"The prompt has {count} media. The limit SkillsEngine:Media:MaxCount is {options.MaxCount}.");
        Require(total <= options.MaxTotalBytes, FormattableString.Invariant($"The prompt has {total:N0} bytes of embedded media. The limit SkillsEngine:Media:MaxTotalBytes is {options.MaxTotalBytes:N0}."));
    }

    private void CheckType(ModelMedia media)
    {
        IList<string> allowed = options.AllowedTypes.Count > 0 ? options.AllowedTypes : UsualTypes;
        Require(
            allowed.Any(a => a.EndsWith("/*", StringComparison.Ordinal) ? media.MediaType.StartsWith(a[..^1], StringComparison.OrdinalIgnoreCase) : a.Equals(media.MediaType, StringComparison.OrdinalIgnoreCase)),
            $"Media of the type '{Shown(media.MediaType)}' are not allowed. SkillsEngine:Media:AllowedTypes are {string.Join(", ", allowed)}.");
    }

    private static int CheckFile(ModelFile file, ref string? provider)
    {
        Require(provider is null || provider.Equals(file.Provider, StringComparison.OrdinalIgnoreCase), $"The prompt has files of {Shown(provider ?? "")} and of {Shown(file.Provider)}. No model can read both.");
        provider = file.Provider;
        return 0;
    }

    private int SizeOf(ModelMedia media)
    {
        var comma = media.Url.IndexOf(',', StringComparison.Ordinal);
        var size = 0;
        Require(
            comma >= 0 && media.Url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase) && Base64.IsValid(media.Url.AsSpan(comma + 1), out size),
            "A data: URL must hold base64, as data:image/png;base64,….");
        Require(size <= options.MaxBytes, FormattableString.Invariant($"A media of the prompt has {size:N0} bytes. The limit SkillsEngine:Media:MaxBytes is {options.MaxBytes:N0}."));
        return size;
    }

    private int CheckUrl(string url)
    {
        Require(url.StartsWith("https://", StringComparison.OrdinalIgnoreCase), "A media URL must begin with 'https://' or 'data:'.");
        Require(url.Length <= options.MaxUrlLength, FormattableString.Invariant($"A media URL has {url.Length:N0} characters. The limit SkillsEngine:Media:MaxUrlLength is {options.MaxUrlLength:N0}."));
        Require(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length == 0, "A media URL must be a valid URL without a user name.");
        Require(IsAllowed(address!), $"The host of a media URL is not allowed. {(options.AllowedHosts.Count > 0 ? "List it in SkillsEngine:Media:AllowedHosts." : "IP addresses and local names must be listed in SkillsEngine:Media:AllowedHosts.")}");
        return 0;
    }

    private bool IsAllowed(Uri address)
    {
        // A dot at the end names the same host.
        var host = address.IdnHost.Trim('[', ']').TrimEnd('.');
        return options.AllowedHosts.Count > 0
            ? options.AllowedHosts.Any(a => a.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(a[1..], StringComparison.OrdinalIgnoreCase) : a.Trim('[', ']').Equals(host, StringComparison.OrdinalIgnoreCase))
            : address.HostNameType == UriHostNameType.Dns && host.Contains('.', StringComparison.Ordinal) && !LocalNames.Any(n => host.EndsWith(n, StringComparison.OrdinalIgnoreCase));
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new PromptRenderException("template.media", "", sentence);
        }
    }
}
