namespace Skills.JsonSchema.Compilation;

/// <summary>Resolves URI references as RFC 3986, section 5.2 does, on plain strings: any scheme, URNs included.</summary>
internal static class UriText
{
    /// <summary>Splits off the fragment; it comes back without its <c>#</c>, or null when there is none.</summary>
    public static (string Uri, string? Fragment) Split(string uri)
    {
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (uri, null) : (uri[..hash], uri[(hash + 1)..]);
    }

    public static string Resolve(string baseUri, string reference)
    {
        // Section 5.2.2, in its strict form: a reference with a scheme is absolute, also with the scheme of the base.
        if (reference.Length == 0 || baseUri.Length == 0 || SchemeLength(reference) > 0)
        {
            return reference.Length == 0 ? baseUri : reference;
        }

        if (reference[0] == '#')
        {
            return Split(baseUri).Uri + reference;
        }

        var scheme = SchemeLength(baseUri);
        if (reference.StartsWith("//", StringComparison.Ordinal))
        {
            return baseUri[..scheme] + reference;
        }

        var root = AuthorityEnd(baseUri, scheme);
        var path = baseUri[root..PathEnd(baseUri, root)];
        if (reference[0] == '?')
        {
            return baseUri[..root] + path + reference;
        }

        var referencePath = reference[..PathEnd(reference, 0)];
        var tail = reference[referencePath.Length..];
        if (referencePath[0] != '/')
        {
            // Section 5.2.3: after an authority without a path, a slash comes between.
            var folder = path[..(path.LastIndexOf('/') + 1)];
            referencePath = (folder.Length == 0 && root > scheme ? "/" : folder) + referencePath;
        }

        return baseUri[..root] + RemoveDots(referencePath) + tail;
    }

    /// <summary>The length of the scheme with its colon, or 0 for a relative reference.</summary>
    private static int SchemeLength(string uri)
    {
        if (uri.Length == 0 || !char.IsAsciiLetter(uri[0]))
        {
            return 0;
        }

        for (var i = 1; i < uri.Length; i++)
        {
            if (uri[i] == ':')
            {
                return i + 1;
            }

            if (!char.IsAsciiLetterOrDigit(uri[i]) && uri[i] is not ('+' or '-' or '.'))
            {
                return 0;
            }
        }

        return 0;
    }

    private static int AuthorityEnd(string uri, int scheme)
    {
        if (!uri.AsSpan(scheme).StartsWith("//", StringComparison.Ordinal))
        {
            return scheme;
        }

        var end = uri.AsSpan(scheme + 2).IndexOfAny('/', '?', '#');
        return end < 0 ? uri.Length : scheme + 2 + end;
    }

    private static int PathEnd(string uri, int start)
    {
        var end = uri.AsSpan(start).IndexOfAny('?', '#');
        return end < 0 ? uri.Length : start + end;
    }

    private static string RemoveDots(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.StartsWith('.'))
        {
            return path;
        }

        // Section 5.2.4: more ".." than there are segments are dropped.
        var segments = path.Split('/');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] == "..")
            {
                if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length > 0))
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (segments[i] != ".")
            {
                kept.Add(segments[i]);
                continue;
            }

            if (last)
            {
                kept.Add("");
            }
        }

        return string.Join('/', kept);
    }
}
