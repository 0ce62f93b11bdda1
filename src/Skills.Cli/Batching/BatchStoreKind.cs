namespace Skills.Cli.Batching;

/// <summary>The kinds of stores that several processes share.</summary>
internal enum BatchStoreKind
{
    Redis,
    Postgres,
}
