namespace Skills.Engine.Definitions;

/// <summary>A kind of finding.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity">How much findings of this kind matter.</param>
/// <param name="Title">What it means, as the documentation lists it.</param>
internal sealed record SkillDiagnosticCode(string Code, DiagnosticSeverity Severity, string Title)
{
    // The file as text.
    public static readonly SkillDiagnosticCode Unreadable = Error("SK001", "The file cannot be read, or is larger than allowed.");
    public static readonly SkillDiagnosticCode Encoding = Error("SK002", "The file is not UTF-8 text.");
    public static readonly SkillDiagnosticCode Syntax = Error("SK003", "The YAML or JSON cannot be parsed.");
    public static readonly SkillDiagnosticCode DuplicateKey = Error("SK004", "A key appears twice in one mapping.");
    public static readonly SkillDiagnosticCode TooComplex = Error("SK005", "Nesting, number of values or alias expansion passes the limit.");
    public static readonly SkillDiagnosticCode Tab = Error("SK006", "A tab is used for indentation.");
    public static readonly SkillDiagnosticCode OutsideFolder = Error("SK007", "A file reference leaves the skill's folder.");
    public static readonly SkillDiagnosticCode MissingFile = Error("SK008", "A referenced file does not exist or cannot be read.");
    public static readonly SkillDiagnosticCode FrontMatter = Error("SK009", "The front matter is missing or not closed, or the body is not as the format wants it.");
    public static readonly SkillDiagnosticCode Unsupported = Error("SK010", "A YAML feature that skill files do not take.");

    // The file's own schema.
    public static readonly SkillDiagnosticCode MissingKey = Error("SK101", "A required key is missing.");
    public static readonly SkillDiagnosticCode UnknownKey = Error("SK102", "A key that nothing reads.");
    public static readonly SkillDiagnosticCode WrongType = Error("SK103", "A value of the wrong type.");
    public static readonly SkillDiagnosticCode NotAllowed = Error("SK104", "A value that is not one of those allowed.");
    public static readonly SkillDiagnosticCode BadForm = Error("SK105", "A text that is not in the form wanted: name, version, duration, pointer.");
    public static readonly SkillDiagnosticCode OutOfRange = Error("SK106", "A number or length out of its range.");
    public static readonly SkillDiagnosticCode Exclusive = Error("SK107", "Keys that exclude each other.");
    public static readonly SkillDiagnosticCode NoPrompt = Error("SK108", "Nothing to send: neither prompt, messages, template file nor steps.");
    public static readonly SkillDiagnosticCode FormatVersion = Error("SK109", "A format version that this reader does not know.");
    public static readonly SkillDiagnosticCode UnknownFormat = Error("SK110", "The file is of no format that can be read.");
    public static readonly SkillDiagnosticCode ShortForm = Error("SK111", "The short form of a schema cannot be read.");
    public static readonly SkillDiagnosticCode Repeated = Error("SK112", "An entry appears twice in a list of distinct entries.");

    // What the file means.
    public static readonly SkillDiagnosticCode InputSchema = Error("SK201", "The input schema is wrong.");
    public static readonly SkillDiagnosticCode OutputSchema = Error("SK202", "The output schema is wrong.");
    public static readonly SkillDiagnosticCode TemplateSyntax = Error("SK203", "A template cannot be parsed.");
    public static readonly SkillDiagnosticCode UndeclaredName = Error("SK204", "A template uses a name that nothing declares.");
    public static readonly SkillDiagnosticCode UnusedInput = Warning("SK205", "A declared input is used by no template.");
    public static readonly SkillDiagnosticCode UnknownPartial = Error("SK206", "A template includes a partial that does not exist.");
    public static readonly SkillDiagnosticCode UnusedPartial = Warning("SK207", "A partial that no template includes.");
    public static readonly SkillDiagnosticCode PartialCycle = Error("SK208", "Partials include each other in a circle.");
    public static readonly SkillDiagnosticCode BadRule = Error("SK209", "A rule of unknown type, or with a wrong parameter.");
    public static readonly SkillDiagnosticCode RuleField = Error("SK210", "A rule names a field that the output schema, or the input schema where it is one of those, cannot have.");
    public static readonly SkillDiagnosticCode ExampleInput = Error("SK211", "An example's input does not satisfy the input schema.");
    public static readonly SkillDiagnosticCode ExampleOutput = Error("SK212", "An example's output does not satisfy the output schema.");
    public static readonly SkillDiagnosticCode BadDefault = Error("SK213", "A default does not satisfy the input schema.");
    public static readonly SkillDiagnosticCode UnknownModel = Warning("SK214", "A preferred model that the catalog does not know.");
    public static readonly SkillDiagnosticCode UnknownPrice = Warning("SK215", "A cost ceiling, but no price is known for a preferred model.");
    public static readonly SkillDiagnosticCode DeadOption = Warning("SK216", "An option without effect.");
    public static readonly SkillDiagnosticCode Secret = Error("SK217", "What looks like a key or password stands in the file.");
    public static readonly SkillDiagnosticCode BadPointer = Error("SK218", "A pointer or name that points at no declared input.");
    public static readonly SkillDiagnosticCode BadVariant = Error("SK219", "A variant that cannot be applied.");
    public static readonly SkillDiagnosticCode BadTest = Error("SK220", "A test case whose input does not satisfy the input schema without expecting that, or that names a variant, status or expectation that there is not.");
    public static readonly SkillDiagnosticCode EmptyTest = Warning("SK221", "A test case without an expectation passes whatever happens.");
    public static readonly SkillDiagnosticCode ShortDescription = Info("SK222", "A description too short to choose the skill by.");
    public static readonly SkillDiagnosticCode SharedSecret = Warning("SK223", "Secret inputs, but results are shared between users.");
    public static readonly SkillDiagnosticCode NoReplacement = Warning("SK224", "A deprecated skill without a replacement.");
    public static readonly SkillDiagnosticCode MissingVariable = Error("SK225", "An environment variable is not set and has no default.");
    public static readonly SkillDiagnosticCode EmptyMessage = Warning("SK226", "A message without text.");
    public static readonly SkillDiagnosticCode UnknownKeyword = Warning("SK227", "A word in a schema that is not a JSON Schema keyword, so nothing checks it.");

    public static readonly SkillDiagnosticCode MethodName = Warning("SK228", "A field is read by a name that is a method of every mapping.");

    public static readonly SkillDiagnosticCode RoleLine = Warning("SK229", "A line that looks like a role line and is sent as text.");
    public static readonly SkillDiagnosticCode LikelySlip = Warning("SK230", "Something that is allowed and most likely not meant.");
    public static readonly SkillDiagnosticCode RetiringModel = Warning("SK231", "A preferred model that is retired. Info: one that retires within 60 days.");

    // What an import could not carry over.
    public static readonly SkillDiagnosticCode NotCarried = Warning("SK301", "A key of the foreign format that has no counterpart was left out.");
    public static readonly SkillDiagnosticCode Approximated = Warning("SK302", "A value was carried over by its nearest counterpart.");
    public static readonly SkillDiagnosticCode ForeignSyntax = Error("SK303", "A construct of the foreign template language that cannot be translated.");
    public static readonly SkillDiagnosticCode FunctionCall = Error("SK304", "A template that calls code, which skills do not do.");
    public static readonly SkillDiagnosticCode Renamed = Info("SK305", "A name was changed to one that skills take.");
    public static readonly SkillDiagnosticCode Assumed = Info("SK306", "Something the foreign file does not say was filled in.");

    // Catalog and composition.
    public static readonly SkillDiagnosticCode SameVersion = Error("SK501", "Two files define the same name and version.");
    public static readonly SkillDiagnosticCode FolderName = Warning("SK502", "An Agent Skills folder whose name differs from the skill's.");
    public static readonly SkillDiagnosticCode BadLabel = Error("SK503", "A label that points at no loaded skill.");
    public static readonly SkillDiagnosticCode BadReplacement = Warning("SK504", "A replacement that is not loaded.");
    public static readonly SkillDiagnosticCode TooManyFiles = Warning("SK505", "More folders or files than the search takes; the rest was left out.");
    public static readonly SkillDiagnosticCode BadStep = Error("SK511", "A step that cannot be read.");
    public static readonly SkillDiagnosticCode UnknownStep = Error("SK512", "A step that is named, but does not exist.");
    public static readonly SkillDiagnosticCode StepCycle = Error("SK513", "Steps wait for each other in a circle.");
    public static readonly SkillDiagnosticCode MissingSkill = Error("SK514", "A step runs a skill that is not loaded.");
    public static readonly SkillDiagnosticCode SkillCycle = Error("SK515", "Skills run each other in a circle.");
    public static readonly SkillDiagnosticCode StepInputs = Error("SK516", "A step's inputs do not fit the input schema of the skill it runs.");
    public static readonly SkillDiagnosticCode StepField = Error("SK517", "A step reads an output that the other step's skill cannot give.");

    private static SkillDiagnosticCode Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);

    private static SkillDiagnosticCode Warning(string code, string title) => new(code, DiagnosticSeverity.Warning, title);

    private static SkillDiagnosticCode Info(string code, string title) => new(code, DiagnosticSeverity.Info, title);
}
