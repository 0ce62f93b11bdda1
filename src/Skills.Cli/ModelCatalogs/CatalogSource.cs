using System.Security.Cryptography;
using Skills.Cli.Shell;

namespace Skills.Cli.ModelCatalogs;

/// <summary>Gets the bytes of a catalog file from a path or an https address.</summary>
internal static class CatalogSource
{
    private const int MostBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns the bytes after their hash was checked.</summary>
    /// <param name="call">The call.</param>
    /// <param name="source">A path or an address.</param>
    /// <param name="sha256">The hash that the bytes must have, in hexadecimal.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="CliException">The source cannot be read, is larger than 4 MiB, or has another hash.</exception>
    public static async Task<byte[]> ReadAsync(CommandCall call, string source, string sha256, CancellationToken cancellationToken)
    {
        var bytes = Address(source) is { } address
            ? await DownloadAsync(address, source, cancellationToken).ConfigureAwait(false)
            : await OpenAsync(call.Host.FullPath(source), source, cancellationToken).ConfigureAwait(false);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(bytes), Convert.FromHexString(sha256))
            ? bytes
            : throw new CliException(ExitCode.Failed, $"'{Shown(source)}' does not have the SHA-256 of --sha256, so it was not used. Compare the hash with the one that its publisher states.");
    }

    /// <summary>Returns a source as it is shown: of an address without its query, which may hold a key.</summary>
    public static string Shown(string source) => PlainText.Line(source.Split('?')[0], 200);

    // Plain http is for servers of this machine only.
    private static Uri? Address(string source)
    {
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        return Uri.TryCreate(source, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new CliException(ExitCode.Usage, $"'{Shown(source)}' is not an https URL. Name a file or an https URL.");
    }

    private static async Task<byte[]> DownloadAsync(Uri address, string source, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { MaxAutomaticRedirections = 5 };
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
        try
        {
            return await client.GetByteArrayAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            var status = e.StatusCode is { } code ? $"HTTP {(int)code}" : e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? "it is larger than 4 MiB" : e.HttpRequestError.ToString();
            throw new CliException(ExitCode.Provider, $"'{Shown(source)}' cannot be downloaded: {status}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Provider, FormattableString.Invariant($"'{Shown(source)}' did not answer within {Patience.TotalSeconds} s."));
        }
    }

    private static async Task<byte[]> OpenAsync(string path, string source, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        return (file.Exists, file.Exists && file.Length <= MostBytes) switch
        {
            (true, true) => await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false),
            (true, false) => throw new CliException(ExitCode.Unreadable, $"'{Shown(source)}' is larger than 4 MiB."),
            _ => throw new CliException(ExitCode.NothingMatched, $"The file '{Shown(source)}' does not exist."),
        };
    }
}
