using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>Names of files from names of cases. Different names give different files on every file system.</summary>
internal static class SafeName
{
    private const int Longest = 80;
    private const int HashLength = 8;

    // Devices of Windows, which no file may be called there.
    private static readonly HashSet<string> Reserved =
    [
        "con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(static n => new[] { $"com{n}", $"lpt{n}" }),
    ];

    public static string Of(string name)
    {
        var safe = new StringBuilder(name.Length);
        var exact = name.Length > 0;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                safe.Append(c);
            }
            else
            {
                // A space becomes a hyphen without loss. Anything else loses something, and so does a hyphen, which a space becomes.
                exact &= c == ' ' && safe.Length > 0 && safe[^1] != '-';
                if (char.IsAsciiLetterUpper(c))
                {
                    safe.Append(char.ToLowerInvariant(c));
                }
                else if (safe.Length > 0 && safe[^1] != '-')
                {
                    safe.Append('-');
                }
            }
        }

        exact &= safe.Length is > 0 and <= Longest && safe[^1] != '-' && !Reserved.Contains(safe.ToString());
        if (exact)
        {
            return safe.ToString();
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
        var start = safe.ToString(0, Math.Min(safe.Length, Longest - HashLength - 1)).Trim('-');
        return start.Length == 0 ? hash : $"{start}-{hash}";
    }
}
