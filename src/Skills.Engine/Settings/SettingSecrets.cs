namespace Skills.Engine.Settings;

/// <summary>Tells which settings must not be quoted in a message.</summary>
internal static class SettingSecrets
{
    private static readonly string[] Marks = ["apikey", "keyid", "secret", "token", "password", "credential", "connectionstring", "header", "authorization", "encryptionkey"];
    private static readonly string[] Harmless = ["tokens", "tokensperminute", "tokensfield", "firsttoken", "tokentimeout", "credentialsfile"];

    /// <summary>Returns whether the value of a setting of this name may be a secret.</summary>
    public static bool IsSecret(string name)
    {
        var folded = name.ToLowerInvariant();
        return Array.Exists(Marks, folded.Contains) && !Array.Exists(Harmless, folded.Contains);
    }

    /// <summary>Returns the text of an address without user, password and query, which may hold a key.</summary>
    public static string WithoutSecrets(string text)
    {
        var query = text.IndexOfAny(['?', '#']);
        var shown = query < 0 ? text : text[..query] + "?…";
        var at = shown.LastIndexOf('@');
        var scheme = shown.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? shown : (scheme < 0 ? "" : shown[..(scheme + 3)]) + "…" + shown[at..];
    }
}
