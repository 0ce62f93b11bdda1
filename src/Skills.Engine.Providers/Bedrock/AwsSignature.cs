using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Signature Version 4 of AWS: an HMAC over the request, with a key derived from the secret, the day, the region and the service.</summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Returns the <c>Authorization</c> header.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="address">The address.</param>
    /// <param name="headers">The headers to sign; names in lower case, sorted.</param>
    /// <param name="bodyHash">SHA-256 of the body, in lower-case hexadecimal.</param>
    /// <param name="scope">Region and service.</param>
    /// <param name="keys">The access key.</param>
    /// <param name="now">The time of the request, as in <c>x-amz-date</c>.</param>
    public static string Sign(string method, Uri address, SortedDictionary<string, string> headers, string bodyHash, (string Region, string Service) scope, (string Id, string Secret) keys, DateTimeOffset now)
    {
        var names = string.Join(';', headers.Keys);
        var request = string.Join('\n', method, CanonicalPath(address), CanonicalQuery(address), string.Concat(headers.Select(static h => $"{h.Key}:{h.Value}\n")), names, bodyHash);
        var day = now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var credential = $"{day}/{scope.Region}/{scope.Service}/aws4_request";
        var text = string.Join('\n', Algorithm, TimeOf(now), credential, HashOf(Encoding.UTF8.GetBytes(request)));
        var key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + keys.Secret), day), scope.Region), scope.Service), "aws4_request");
        return $"{Algorithm} Credential={keys.Id}/{credential}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(Mac(key, text))}";
    }

    public static string TimeOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    // Every service but S3 wants the segments of the path encoded once more.
    private static string CanonicalPath(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(Uri address) => string.Join('&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=")
        .Order(StringComparer.Ordinal));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
