using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Repairs that lose something.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<LossyRepairs>))]
public enum LossyRepairs
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Drop what the schema does not take.</summary>
    Drop = 1,

    /// <summary>Round a number.</summary>
    Round = 2,

    /// <summary>Fill in what is missing.</summary>
    Fill = 4,

    /// <summary>Cut a text, list or an unfinished reply.</summary>
    Truncate = 8,

    /// <summary>Pick one of several readings.</summary>
    Pick = 16,
}
