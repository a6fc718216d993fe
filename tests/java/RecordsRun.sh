#!/bin/sh
# Runs RecordsFixtures.java (Java 17 and Maven needed):
#   RecordsRun.sh write > tests/fixtures/records.txt    batches made by Kafka's own code, and what it reads in them
#   RecordsRun.sh read                                  describes batches given as "data" lines on standard input
set -eu
here=$(cd "$(dirname "$0")" && pwd)
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -f "$here/RecordsPom.xml" dependency:build-classpath -Dmdep.outputFile="$classpath" >&2
java -cp "$(cat "$classpath")" "$here/RecordsFixtures.java" "$1" 2>/dev/null
