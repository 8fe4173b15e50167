using Iris.Codecs;

// Whoever runs it says where the machine code goes: Iris writes no file.
using Stream output = Console.OpenStandardOutput();
output.Write(CodecModule.Compile(isAhead: true));
