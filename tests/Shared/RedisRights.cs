namespace Skills.Tests;

/// <summary>A Redis user with exactly the rights that docs/caching.md names.</summary>
internal static class RedisRights
{
    /// <summary>The arguments of a server that knows the user.</summary>
    public static readonly string[] Server =
    [
        "--user", "app", "on", ">secret", "~sk:*", "~skills:*", "&sk:*", "+@read", "+@write", "+@scripting", "+@connection", "+@pubsub", "+info", "+time", "+config|get",
    ];

    /// <summary>What makes a connection string one of the user.</summary>
    public const string User = ",user=app,password=secret";
}
