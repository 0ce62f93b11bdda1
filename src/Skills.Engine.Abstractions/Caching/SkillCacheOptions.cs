using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Settings of the result cache, bound from <c>SkillsEngine:Cache</c>. Whether anything is cached, and for how long, say <see cref="SkillsEngineOptions.CacheEnabled"/> and <see cref="SkillsEngineOptions.DefaultCacheTtl"/>.</summary>
public sealed class SkillCacheOptions
{
    /// <summary>First letters of every key in a shared store, so that applications can share one.</summary>
    /// <value>Default <c>sk</c>; 1 to 32 letters, digits, hyphens or underscores.</value>
    [Required, RegularExpression("^[A-Za-z0-9_-]{1,32}$")]
    public string KeyPrefix { get; set; } = "sk";

    /// <summary>Most bytes of results kept in this process's memory, by estimate.</summary>
    /// <value>Default 64 MiB; 0 keeps none, so that every hit comes from the shared store.</value>
    [Range(0, long.MaxValue)]
    public long MemoryBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Largest entry, before and after compression; larger results are not kept and larger entries not read.</summary>
    /// <value>Default 4 MiB; 1 KiB to 512 MiB.</value>
    [Range(1024, 512 * 1024 * 1024)]
    public int MaxEntryBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Entries of at least so many bytes are compressed with Brotli in the shared store. Reading one back takes about as long as the server does.</summary>
    /// <value>Default 8,192; 0 compresses all.</value>
    [Range(0, int.MaxValue)]
    public int CompressFromBytes { get; set; } = 8192;

    /// <summary>The share of its time-to-live by which an entry may expire earlier, at random, so that what was stored together does not expire together.</summary>
    /// <value>Default 0.01; 0 to 0.5.</value>
    [Range(0, 0.5)]
    public double Jitter { get; set; } = 0.01;

    /// <summary>How long an expired result is still served while one caller renews it in the background.</summary>
    /// <value>Default zero: not at all; at most 30 days.</value>
    public TimeSpan StaleWhileRevalidate { get; set; }

    /// <summary>How long an expired result may be served, marked stale, when the providers fail.</summary>
    /// <value>Default zero: not at all; at most 30 days.</value>
    public TimeSpan StaleIfError { get; set; }

    /// <summary>The share of its time-to-live after which a hit lets one caller renew the entry in the background.</summary>
    /// <value>Default null: never before its time; more than 0, less than 1.</value>
    public double? EagerRefreshAt { get; set; }

    /// <summary>How long a refusal by model or provider is kept when the temperature is 0, so that the same question is not paid for again and again.</summary>
    /// <value>Default zero: refusals are not kept; at most an hour.</value>
    public TimeSpan RefusalTtl { get; set; }

    /// <summary>Longest wait for the same result being made by another caller, here or in another process; after it the execution goes on alone.</summary>
    /// <value>Default two minutes; zero does not wait.</value>
    public TimeSpan SingleFlightTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a process that died keeps others from taking over its work. Renewed at a third of it while the holder lives.</summary>
    /// <value>Default 6 seconds; 1 second to 5 minutes.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Longest time after an invalidation by another process until this one serves nothing older, while the shared store answers.</summary>
    /// <value>Default one second; 10 milliseconds to an hour.</value>
    public TimeSpan InvalidationBound { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for the shared store when there is something to go on with.</summary>
    /// <value>Default 30 milliseconds; more than zero, not over <see cref="HardTimeout"/>.</value>
    public TimeSpan SoftTimeout { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Longest time an execution is held up by the shared store, all calls together.</summary>
    /// <value>Default 150 milliseconds; more than zero, at most a minute.</value>
    public TimeSpan HardTimeout { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Deadline of one write, which runs in the background.</summary>
    /// <value>Default one second; more than zero, at most a minute.</value>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>When true, an execution ends after the shared store has its result, so that the next execution of any process finds it. It waits for <see cref="SoftTimeout"/> at most.</summary>
    /// <value>Default false: results are written in the background.</value>
    public bool ReadYourWrites { get; set; }

    /// <summary>Bytes of writes that are sent to the shared store without waiting for its answers. Further writes wait. A larger one is sent alone.</summary>
    /// <value>Default 16 MiB; 64 KiB to 1 GiB. Each write counts 1 KiB more than its entry.</value>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public long WriteBytesInFlight { get; set; } = 16 * 1024 * 1024;

    /// <summary>Writes waiting for the shared store; beyond it the oldest is dropped and counted.</summary>
    /// <value>Default 1,024; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int WriteQueueLength { get; set; } = 1024;

    /// <summary>Failures in a row after which the circuit of the shared store opens. It also opens when half of the last 20 calls failed.</summary>
    /// <value>Default 5; 1 to 1,000.</value>
    [Range(1, 1000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long the circuit of the shared store stays open before one probe.</summary>
    /// <value>Default 2 seconds; more than zero, at most 10 minutes.</value>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Keys for AES-GCM, newest first: entries in the shared store are encrypted with the first and read with any.</summary>
    /// <value>Default none: not encrypted. Each 16, 24 or 32 bytes. Bound from configuration as base64.</value>
    public IList<byte[]> EncryptionKeys { get; } = [];

    /// <summary>Limits of the semantic cache, which is off unless <c>UseSemanticCache</c> was called.</summary>
    public SemanticCacheOptions Semantic { get; } = new();

    /// <summary>How long is really waited: timers are late by a few milliseconds, and what follows them takes time too.</summary>
    internal TimeSpan HardWait => HardTimeout * 0.94;

    /// <summary>What is wrong with the settings beyond the ranges of their attributes; empty when nothing is.</summary>
    internal IReadOnlyList<string> Check()
    {
        var findings = new List<string>();
        var month = TimeSpan.FromDays(30);
        var minute = TimeSpan.FromMinutes(1);
        var millisecond = TimeSpan.FromMilliseconds(1);

        Between(StaleWhileRevalidate, TimeSpan.Zero, month, nameof(StaleWhileRevalidate));
        Between(StaleIfError, TimeSpan.Zero, month, nameof(StaleIfError));
        Between(RefusalTtl, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(RefusalTtl));
        Between(SingleFlightTimeout, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(SingleFlightTimeout));
        Between(LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), nameof(LeaseDuration));
        Between(InvalidationBound, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(InvalidationBound));
        Between(HardTimeout, millisecond, minute, nameof(HardTimeout));
        Between(SoftTimeout, millisecond, HardTimeout, nameof(SoftTimeout));
        Between(WriteTimeout, millisecond, minute, nameof(WriteTimeout));
        Between(BreakerPause, millisecond, TimeSpan.FromMinutes(10), nameof(BreakerPause));
        Between(Semantic.Timeout, millisecond, minute, "Semantic:Timeout");

        if (EagerRefreshAt is <= 0 or >= 1)
        {
            findings.Add(FormattableString.Invariant($"Cache:{nameof(EagerRefreshAt)} is {EagerRefreshAt}; it must be between 0 and 1, or be left out."));
        }

        if (EncryptionKeys.Any(static key => key is not { Length: 16 or 24 or 32 }))
        {
            findings.Add($"Cache:{nameof(EncryptionKeys)} holds a key of another length than 16, 24 or 32 bytes; make one with RandomNumberGenerator.GetBytes(32).");
        }

        return findings;

        void Between(TimeSpan value, TimeSpan least, TimeSpan most, string name)
        {
            if (value < least || value > most)
            {
                findings.Add($"Cache:{name} is {value}; it must be between {least} and {most}.");
            }
        }
    }
}
