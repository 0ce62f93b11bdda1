using System.Globalization;

namespace Skills.Engine.Catalog;

/// <summary>
/// Which versions will do: <c>1.2.0</c>, <c>1.2</c> or <c>1.x</c>, <c>^1.2</c>, <c>~1.2.3</c>, <c>&gt;=1.0 &lt;2.0</c>, <c>*</c>,
/// several after another meaning all of them and <c>||</c> meaning either. A prerelease is in a range only when the range names one of the same release.
/// </summary>
internal sealed class VersionRange
{
    private readonly IReadOnlyList<IReadOnlyList<Bound>> _alternatives;

    private VersionRange(IReadOnlyList<IReadOnlyList<Bound>> alternatives) => _alternatives = alternatives;

    private enum Relation
    {
        Equal,
        AtLeast,
        Above,
        Below,
        AtMost,
    }

    /// <summary>The range; null when the text is none.</summary>
    public static VersionRange? Parse(string text)
    {
        var alternatives = new List<IReadOnlyList<Bound>>();
        foreach (var alternative in text.Split("||", StringSplitOptions.TrimEntries))
        {
            var bounds = new List<Bound>();
            foreach (var part in alternative.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Part(part, bounds))
                {
                    return null;
                }
            }

            if (alternative.Length == 0)
            {
                return null;
            }

            alternatives.Add(bounds);
        }

        return new(alternatives);
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(bounds =>
        bounds.All(b => b.Holds(version))
        && (!version.IsPrerelease || bounds.Any(b => b.Version.IsPrerelease && (b.Version.Major, b.Version.Minor, b.Version.Patch) == (version.Major, version.Minor, version.Patch))));

    private static bool Part(string part, List<Bound> bounds)
    {
        var sign = part.TrimEnd("0123456789.xX*-+abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWYZ".ToCharArray());
        var rest = part[sign.Length..];
        if (!Partial(rest, out var low, out var given))
        {
            return false;
        }

        var next = given switch
        {
            0 => null,
            1 => new SemanticVersion(low.Major + 1, 0, 0, ""),
            2 => new SemanticVersion(low.Major, low.Minor + 1, 0, ""),
            _ => null,
        };

        switch (sign)
        {
            case "" or "=" when given == 3:
                bounds.Add(new(Relation.Equal, low));
                return true;
            case "" or "=":
                Between(low, next);
                return true;
            case "^":
                Between(low, low.Major > 0 || given == 1 ? new(low.Major + 1, 0, 0, "") : low.Minor > 0 || given == 2 ? new(0, low.Minor + 1, 0, "") : new(0, 0, low.Patch + 1, ""));
                return given > 0;
            case "~":
                Between(low, given == 1 ? next : new(low.Major, low.Minor + 1, 0, ""));
                return given > 0;
            case ">=":
                bounds.Add(new(Relation.AtLeast, low));
                return true;
            case ">":
                bounds.Add(next is null ? new(Relation.Above, low) : new(Relation.AtLeast, next));
                return true;
            case "<":
                bounds.Add(new(Relation.Below, low));
                return true;
            case "<=":
                bounds.Add(next is null ? new(Relation.AtMost, low) : new(Relation.Below, next));
                return true;
            default:
                return false;
        }

        void Between(SemanticVersion from, SemanticVersion? to)
        {
            bounds.Add(new(Relation.AtLeast, from));
            if (to is not null)
            {
                bounds.Add(new(Relation.Below, to));
            }
        }
    }

    private static bool Partial(string text, out SemanticVersion version, out int given)
    {
        (version, given) = (new(0, 0, 0, ""), 0);
        if (SemanticVersion.Parse(text) is { } whole)
        {
            (version, given) = (whole, 3);
            return true;
        }

        var numbers = new long[3];
        foreach (var part in text.Split('.'))
        {
            if (part is "x" or "X" or "*")
            {
                break;
            }

            if (given >= 2 || !long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[given]) || numbers[given] == long.MaxValue)
            {
                return false;
            }

            given++;
        }

        version = new(numbers[0], numbers[1], 0, "");
        return text.Length > 0;
    }

    private sealed record Bound(Relation Relation, SemanticVersion Version)
    {
        public bool Holds(SemanticVersion other) => (Relation, other.CompareTo(Version)) switch
        {
            (Relation.Equal, var order) => order == 0,
            (Relation.AtLeast, var order) => order >= 0,
            (Relation.Above, var order) => order > 0,
            (Relation.Below, var order) => order < 0,
            (_, var order) => order <= 0,
        };
    }
}
