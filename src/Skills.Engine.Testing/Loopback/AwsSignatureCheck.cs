using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Checks Signature Version 4 of a request as AWS does: the signature is made again from what came in.</summary>
internal static class AwsSignatureCheck
{
    public static bool IsSigned(RecordedRequest request, string secret)
    {
        var header = request.Headers.GetValueOrDefault("Authorization") ?? "";
        var parts = header.Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal).Split(", ").Select(static p => p.Split('=', 2)).Where(static p => p.Length == 2).ToDictionary(static p => p[0], static p => p[1]);
        if (!header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)
            || !parts.TryGetValue("Credential", out var credential) || !parts.TryGetValue("SignedHeaders", out var names) || !parts.TryGetValue("Signature", out var signature)
            || credential.Split('/') is not [_, var day, var region, var service, "aws4_request"])
        {
            return false;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        var canonical = new StringBuilder().Append(request.Method).Append('\n')
            .Append(string.Join('/', request.RawPath.Split('/').Select(Uri.EscapeDataString))).Append("\n\n");
        foreach (var name in names.Split(';'))
        {
            canonical.Append(name).Append(':').Append(request.Headers.GetValueOrDefault(name)).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(hash);
        var text = $"AWS4-HMAC-SHA256\n{request.Headers.GetValueOrDefault("x-amz-date")}\n{day}/{region}/{service}/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var step in (string[])[day, region, service, "aws4_request", text])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        return Convert.ToHexStringLower(key) == signature && request.Headers.GetValueOrDefault("x-amz-content-sha256") == hash;
    }
}
