using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Idempotency;

/// <summary>The idempotency key of one request, and what it is bound to.</summary>
/// <param name="Scope">Hash of caller, skill and key.</param>
/// <param name="Holder">Whose share its answer counts to.</param>
/// <param name="Fingerprint">Hash of the body and of what was asked for.</param>
internal sealed record IdempotencyRequest(string Scope, string Holder, string Fingerprint)
{
    private const int MaxLength = 255;

    /// <summary>Reads the header; a key may stand in quotes, as the draft has it, or without.</summary>
    /// <param name="request">The request.</param>
    /// <param name="skill">The skill's slug.</param>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="asked">What tells two requests with the same body apart: the version named and the form wanted.</param>
    /// <param name="body">The body as it came.</param>
    /// <returns>Null without the header; a problem when it is not one key.</returns>
    public static (IdempotencyRequest? Key, Reply? Problem) Read(HttpRequest request, string skill, SkillExecutionContext caller, string asked, ReadOnlyMemory<byte> body)
    {
        var header = request.Headers["Idempotency-Key"];
        if (header.Count == 0)
        {
            return (null, null);
        }

        var key = header.ToString().Trim();
        if (key is ['"', .., '"'] && key.Length > 2)
        {
            key = key[1..^1];
        }

        if (header.Count > 1 || key.Length is 0 or > MaxLength || key.Any(static c => c is < ' ' or > '~' or '"'))
        {
            return (null, Problem.Of(ProblemType.KeyInvalid, $"Send one Idempotency-Key of 1 to {MaxLength} printable ASCII characters."));
        }

        return (new(Hash([caller.TenantId ?? "", caller.UserId ?? "", skill, key]), Shares.HolderOf(caller), Hash([asked, Convert.ToHexString(SHA256.HashData(body.Span))])), null);
    }

    private static string Hash(string[] parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(static p => $"{p.Length}:{p}")))));
}
